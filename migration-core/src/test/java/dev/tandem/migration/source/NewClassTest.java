package dev.tandem.migration.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.JavaCode.Scope;
import dev.tandem.migration.JavaMigration;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewClassTest {
    @TempDir
    Path module;

    @BeforeEach
    void createSources() throws IOException {
        Files.createDirectories(module.resolve("src/main/java"));
    }

    private NewClass written(String database, boolean transactions, String version, String name) throws IOException {
        NewClass written = new NewClass(module, database, transactions, version, name);
        Files.createDirectories(written.file().getParent());
        Files.writeString(written.file(), written.text());
        written.register();
        return written;
    }

    private List<JavaMigration> compiled(NewClass... classes) throws IOException {
        for (NewClass written : classes) {
            int problems = ToolProvider.getSystemJavaCompiler()
                    .run(
                            null,
                            null,
                            null,
                            "-proc:none",
                            "-cp",
                            System.getProperty("java.class.path"),
                            "-d",
                            module.resolve("src/main/resources").toString(),
                            written.file().toString());
            assertThat(problems).isZero();
        }
        URL[] path = {module.resolve("src/main/resources").toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(path, getClass().getClassLoader())) {
            return JavaMigrations.services(loader);
        }
    }

    @Test
    void itCompilesAndIsFound() throws IOException {
        List<JavaMigration> found = compiled(
                written("postgres", true, "000008", "backfill_totals"),
                written("clickhouse", false, "20260102030405", "x"));

        assertThat(found)
                .extracting(one -> one.getClass().getName(), JavaMigration::database, JavaMigration::version)
                .containsExactly(
                        tuple("migrations.V000008BackfillTotals", "postgres", 8L),
                        tuple("migrations.V20260102030405X", "clickhouse", 20260102030405L));
        assertThat(found).extracting(JavaMigration::name).containsExactly("backfill_totals", "x");
        assertThat(found)
                .extracting(one -> one.up().scope())
                .containsExactly(Scope.IN_TRANSACTION, Scope.OUTSIDE_TRANSACTION);
    }

    @Test
    void itIsInThePackageOfTheOneBefore() throws IOException {
        Path services = module.resolve("src/main/resources/META-INF/services/" + JavaMigration.class.getName());
        Files.createDirectories(services.getParent());
        Files.writeString(services, "# ours\ncom.acme.db.V1First # one");

        NewClass written = written("postgres", true, "2", "second");
        assertThat(written.file()).isEqualTo(module.resolve("src/main/java/com/acme/db/V2Second.java"));
        assertThat(Files.readAllLines(services))
                .containsExactly("# ours", "com.acme.db.V1First # one", "com.acme.db.V2Second");
    }

    @Test
    void withoutSourcesItSaysWhereToRunIt() throws IOException {
        Files.delete(module.resolve("src/main/java"));

        assertThatThrownBy(() -> new NewClass(module, "postgres", true, "1", "x").file())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("There is no folder " + module.resolve("src/main/java"))
                .hasMessageContaining("directory of the module");
    }
}
