package dev.tandem.migration.boot.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.boot.cli.TestTool;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The application that README.md has in five minutes: its configuration and its files, taken from its text. */
@ExtendWith(OutputCaptureExtension.class)
class FiveMinutesTest {
    private static final String HEADING = "## In your own application, in five minutes";

    private final TestDatabase postgres = DatabasesForTests.postgres();
    private final TestDatabase clickhouse = DatabasesForTests.clickhouse();

    @TempDir
    Path classes;

    @BeforeEach
    void writeFilesOfTheReadme() throws IOException {
        for (String line : block("").text().lines().toList()) {
            String[] columns = line.split(" {2,}", 2);
            Path file = classes.resolve(columns[0]);
            Files.createDirectories(file.resolveSibling(""));
            Files.writeString(file, columns[1]);
        }
        Files.writeString(
                classes.resolve("application.yaml"),
                block("yaml")
                        .text()
                        .replaceAll("jdbc:postgresql:\\S+", postgres.jdbcUrl())
                        .replaceAll("jdbc:clickhouse:\\S+", clickhouse.jdbcUrl()));
    }

    @AfterEach
    void dropDatabases() {
        postgres.close();
        clickhouse.close();
    }

    @Test
    void theFirstStartMigratesAndTheNextHasNothingToDo(CapturedOutput output) throws IOException {
        try (OwnClasses loader = new OwnClasses(classes)) {
            try (ConfigurableApplicationContext application = start(loader)) {
                JdbcClient users = application.getBean(JdbcClient.class);
                assertThat(users.sql("SELECT count(*) FROM users")
                                .query(Long.class)
                                .single())
                        .isZero();
            }
            assertThat(logged(output.getAll()))
                    .hasSize(3)
                    .satisfiesExactly(
                            line -> assertThat(line).contains("Migrating postgres (1 due), then clickhouse (1 due)"),
                            line -> assertThat(line).contains("postgres is at version 1, 1 migration applied"),
                            line -> assertThat(line).contains("clickhouse is at version 1, 1 migration applied"));

            start(loader).close();
            assertThat(logged(output.getAll()).subList(3, 5))
                    .allSatisfy(line -> assertThat(line).contains("is current at version 1, nothing to do"));
            assertThat(logged(output.getAll())).hasSize(5);
        }
    }

    @Test
    void theCommandLineIsThere() throws IOException {
        try (OwnClasses loader = new OwnClasses(classes)) {
            TestTool.Result status = new TestTool(loader)
                    .with("tandem.databases.postgres.url", postgres.jdbcUrl())
                    .with("tandem.databases.clickhouse.url", clickhouse.jdbcUrl())
                    .run("migrate", "status");

            assertThat(status.out()).contains("create_users", "create_events");
            assertThat(status.code()).isZero();
        }
    }

    /** What to depend on is what this checkout builds. */
    @Test
    void theDependenciesAreOfThisVersion() throws IOException {
        String pom = Files.readString(Document.ROOT.resolve("pom.xml"));
        String dependencies = block("xml").text();

        assertThat(dependencies)
                .contains("<version>" + between(pom, "<artifactId>tandem-parent</artifactId>\n  <version>")
                        + "</version>")
                .contains("<version>" + between(pom, "<clickhouse-jdbc.version>") + "</version>");
    }

    private static String between(String text, String before) {
        int from = text.indexOf(before) + before.length();
        return text.substring(from, text.indexOf('<', from));
    }

    private static Block block(String language) {
        return Document.read(Document.ROOT.resolve("README.md")).blocks().stream()
                .filter(block ->
                        block.heading().equals(HEADING) && block.language().equals(language))
                .findFirst()
                .orElseThrow();
    }

    private ConfigurableApplicationContext start(ClassLoader loader) {
        return new SpringApplicationBuilder(Application.class)
                .resourceLoader(new DefaultResourceLoader(loader))
                .web(WebApplicationType.NONE)
                .run();
    }

    private static List<String> logged(String output) {
        return output.lines().filter(line -> line.contains("MigrationLog")).toList();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    /** A class path whose migrations and configuration are the application's alone. */
    private static final class OwnClasses extends URLClassLoader {
        OwnClasses(Path classes) throws IOException {
            super(new URL[] {classes.toUri().toURL()}, FiveMinutesTest.class.getClassLoader());
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            return isOwn(name) ? findResources(name) : super.getResources(name);
        }

        @Override
        public URL getResource(String name) {
            return isOwn(name) ? findResource(name) : super.getResource(name);
        }

        private static boolean isOwn(String name) {
            return name.startsWith("migrations") || name.startsWith("application");
        }
    }
}
