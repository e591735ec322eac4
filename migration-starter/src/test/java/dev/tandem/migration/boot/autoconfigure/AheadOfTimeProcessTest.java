package dev.tandem.migration.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.boot.ListedConfigurations;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.source.ClassPathIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplicationAotProcessor;

/**
 * What Boot's build plugins do, and then the application on a JVM: AOT processing without a database, which is configured only
 * where the application runs. No native image is built here.
 */
class AheadOfTimeProcessTest {
    private static final String AOT = "-Dspring.aot.enabled=true";
    private static final String IMAGE = "-Dorg.graalvm.nativeimage.imagecode=runtime";

    @TempDir
    static Path directory;

    private final TestDatabase postgres = DatabasesForTests.postgres();

    @AfterEach
    void dropDatabase() {
        postgres.close();
    }

    @BeforeAll
    static void build() throws Exception {
        write("application.yml", """
                server.port: 0
                management.endpoints.web.exposure.include: health,migrations
                tandem:
                  auto-migrate: true
                  databases.postgres.create-data-source: true
                """);
        write("listed/" + ListedConfigurations.FILE, AheadOfTimeApplication.Notes.class.getName());
        Result processed = java(
                List.of(),
                classPath("listed"),
                SpringApplicationAotProcessor.class,
                AheadOfTimeApplication.class.getName(),
                directory.resolve("sources").toString(),
                directory.resolve("resources").toString(),
                directory.resolve("classes").toString(),
                "dev.tandem",
                "ahead-of-time");
        assertThat(processed.code()).as(processed.text()).isZero();
        compile();
    }

    private static void compile() throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "-nowarn",
                "-proc:none",
                "-cp",
                classPath("classes", "listed"),
                "-d",
                directory.resolve("classes").toString()));
        try (Stream<Path> sources = Files.walk(directory.resolve("sources"))) {
            sources.filter(Files::isRegularFile).map(Path::toString).forEach(arguments::add);
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .isZero();
    }

    private Result application(List<String> options, String... arguments) throws Exception {
        return java(
                options,
                classPath("classes", "resources", "listed"),
                AheadOfTimeApplication.class,
                Stream.concat(Stream.of(arguments), Stream.of("--spring.datasource.url=" + postgres.jdbcUrl()))
                        .toArray(String[]::new));
    }

    @Test
    void theApplicationMigratesBeforeItsDatabaseIsUsed() throws Exception {
        Result result = application(List.of(AOT));

        assertThat(result.text()).contains("applied [accounts, plans, notes]", "accounts 1");
        assertThat(result.code()).isZero();
    }

    @Test
    void itsCommandLineHasTheSameMigrations() throws Exception {
        Result result = application(List.of(AOT), "migrate", "up");

        assertThat(result.text())
                .containsPattern("accounts +up")
                .containsPattern("plans +up")
                .containsPattern("notes +up");
        assertThat(result.code()).isZero();
    }

    @Test
    void onAJvmAStaleIndexHidesNothing() throws Exception {
        Result result = withoutPlansInTheIndex(() -> application(List.of(AOT)));

        assertThat(result.text()).contains("applied [accounts, plans, notes]");
    }

    /** Boot itself starts no application in what is of an older Java than images are, but its environment. */
    @Test
    void theCommandLineOfWhatTakesItselfForANativeImageHasTheMigrationsOfTheIndex() throws Exception {
        Result result = withoutPlansInTheIndex(() -> java(
                List.of(IMAGE),
                classPath("classes", "resources"),
                AheadOfTimeApplication.class,
                "migrate",
                "up",
                "--spring.datasource.url=" + postgres.jdbcUrl()));

        assertThat(result.text()).containsPattern("accounts +up").doesNotContain("plans");
        assertThat(result.code()).isZero();
    }

    @Test
    void theCommandLineOfANativeImageRefusesToMissBeans() throws Exception {
        Result result = application(List.of(IMAGE), "migrate", "status");

        assertThat(result.text()).contains("which the command line of a native image cannot read");
        assertThat(result.code()).isEqualTo(2);
    }

    private static Result withoutPlansInTheIndex(Callable<Result> work) throws Exception {
        Path file = directory.resolve("resources").resolve(ClassPathIndex.LOCATION);
        String index = Files.readString(file);
        Files.writeString(
                file, index.lines().filter(name -> !name.contains("plans")).collect(Collectors.joining("\n")));
        try {
            return work.call();
        } finally {
            Files.writeString(file, index);
        }
    }

    private record Result(int code, String text) {}

    private static Result java(List<String> options, String classPath, Class<?> main, String... arguments)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        Path out = directory.resolve("out");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Result(process.exitValue(), Files.readString(out));
    }

    /** What was made, and what was there. */
    private static String classPath(String... made) {
        return Stream.of(made)
                        .map(name -> directory.resolve(name).toString())
                        .collect(Collectors.joining(System.getProperty("path.separator")))
                + System.getProperty("path.separator")
                + System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static void write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
