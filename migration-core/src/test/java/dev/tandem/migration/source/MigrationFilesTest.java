package dev.tandem.migration.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tandem.migration.Migration;
import dev.tandem.migration.MigrationId;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class MigrationFilesTest {
    private final Path folder;
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    MigrationFilesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void pairsUpAndDown() throws IOException {
        write("000001_create_users.up.sql", "CREATE TABLE users ();");
        write("000001_create_users.down.sql", "DROP TABLE users;");

        assertThat(load(folder.toString())).singleElement().satisfies(migration -> {
            assertThat(migration.version()).isEqualTo(1);
            assertThat(migration.name()).isEqualTo("create_users");
            assertThat(ListedFile.textOfUp(migration)).isEqualTo("CREATE TABLE users ();");
            assertThat(ListedFile.textOfDown(migration)).isEqualTo("DROP TABLE users;");
            assertThat(migration.up().location())
                    .isEqualTo(folder.resolve("000001_create_users.up.sql").toString());
        });
    }

    @Test
    void readsAnUpWithoutDown() throws IOException {
        write("000_a.up.sql");

        assertThat(load("file:" + folder)).singleElement().satisfies(migration -> {
            assertThat(migration.version()).isZero();
            assertThat(migration.down()).isNull();
        });
    }

    @Test
    void readsASingleFileWithoutADown() throws IOException {
        write("000_a.sql", "SELECT 1;");

        assertThat(load("file:" + folder)).singleElement().satisfies(migration -> {
            assertThat(migration.version()).isZero();
            assertThat(migration.name()).isEqualTo("a");
            assertThat(ListedFile.textOfUp(migration)).isEqualTo("SELECT 1;");
            assertThat(migration.down()).isNull();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"1_a.sql", "1_a.up.sql"})
    void takesTheDownOutOfASection(String name) throws IOException {
        write(name, "SELECT 1; -- migrate:down");

        assertThat(load("file:" + folder)).singleElement().satisfies(migration -> {
            assertThat(migration.up()).hasFieldOrPropertyWithValue("direction", "up");
            assertThat(migration.down()).hasFieldOrPropertyWithValue("direction", "down");
            assertThat(ListedFile.textOfDown(migration)).isEqualTo("SELECT 1; -- migrate:down");
        });
    }

    @Test
    void prefersADownFileToADownSection() throws IOException {
        write("1_a.up.sql", "SELECT 1; -- migrate:down");
        write("1_a.down.sql", "SELECT 2;");

        assertThat(load("file:" + folder))
                .singleElement()
                .extracting(ListedFile::textOfDown)
                .isEqualTo("SELECT 2;");
    }

    @Test
    void listsPairsWithoutReadingThem() throws IOException {
        for (int i = 0; i < 1_000; i++) {
            write(i + "_a.up.sql");
            write(i + "_a.down.sql");
        }

        List<Migration> migrations = MigrationFiles.load(
                        List.of("file:" + folder),
                        MigrationFilesTest.class.getClassLoader(),
                        source -> new ListedFile(source) {
                            @Override
                            public boolean hasDown() {
                                throw new AssertionError(source.location() + " was read");
                            }
                        })
                .migrations();

        assertThat(migrations)
                .hasSize(1_000)
                .allSatisfy(migration -> assertThat(migration.down()).isNotNull());
    }

    @Test
    void ordersByTheNumberNotByTheText() throws IOException {
        write("10_c.up.sql");
        write("000000000000000000000000009_b.up.sql");
        write("20251126205953_d.up.sql");
        write("1_a.up.sql");
        write(Long.MAX_VALUE + "_e.up.sql");

        assertThat(load("file:" + folder))
                .extracting(Migration::version)
                .containsExactly(1L, 9L, 10L, 20251126205953L, Long.MAX_VALUE);
    }

    @Test
    void takesTheNameAsItStandsBetweenVersionAndDirection() throws IOException {
        write("1_2_add a.b () %41#?.down.up.sql");

        assertThat(load("file:" + folder)).extracting(Migration::name).containsExactly("2_add a.b () %41#?.down");
    }

    @Test
    void ignoresWhatIsNotMeantAsAMigration() throws IOException {
        for (String name : List.of(
                "README.md",
                "schema.sql",
                ".gitkeep",
                "x.sql~",
                ".1_a.up.sql.swp",
                ".up.sql",
                "1.txt",
                "a_1.sql",
                "V1_x.sql")) {
            write(name);
        }
        Files.createDirectories(folder.resolve("old/more"));
        write("old/1_a.up.sql");
        write("2_b.up.sql");

        assertThat(load("file:" + folder)).extracting(Migration::version).containsExactly(2L);
    }

    @Test
    void mergesSeveralPaths() throws IOException {
        Files.createDirectories(folder.resolve("a"));
        Files.createDirectories(folder.resolve("b"));
        write("a/1_x.up.sql");
        write("b/2_y.up.sql");
        write("a/3_z.up.sql");
        write("b/3_z.down.sql");

        assertThat(load("file:" + folder.resolve("b"), "file:" + folder.resolve("a")))
                .extracting(Migration::version)
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void readsAFolderOnceThatSeveralPathsLeadTo() throws IOException {
        write("1_a.up.sql");
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder);

        assertThat(load("file:" + folder, folder + "/", folder + "/./", "file://" + folder, "file:" + link))
                .hasSize(1);
    }

    @Test
    void readsAFolderRelativeToTheWorkingDirectory() throws IOException {
        write("1_a.up.sql");
        Path relative = Path.of("").toAbsolutePath().relativize(folder);

        assertThat(load(relative.toString()))
                .extracting(migration -> migration.up().location())
                .containsExactly(folder.resolve("1_a.up.sql").toString());
        assertThat(load("file:" + relative)).hasSize(1);
    }

    @Test
    void readsTheFolderInEveryDirectoryOfTheClassPath() throws IOException {
        Files.createDirectories(folder.resolve("main + test/db/migrations"));
        Files.createDirectories(folder.resolve("other/db/migrations"));
        write("main + test/db/migrations/2_b.up.sql", "second");
        write("other/db/migrations/1_a.up.sql", "first");
        URL[] roots = {
            folder.resolve("main + test").toUri().toURL(),
            folder.resolve("other").toUri().toURL()
        };

        try (URLClassLoader loader = new URLClassLoader(roots)) {
            assertThat(MigrationFiles.load(List.of("classpath:/db/migrations/"), loader, ListedFile::new)
                            .migrations())
                    .extracting(ListedFile::textOfUp)
                    .containsExactly("first", "second");
        }
    }

    /** Kubernetes mounts each file of a ConfigMap as a link into a hidden directory, which is a link itself. */
    @Test
    void followsLinksWithinTheFolder() throws IOException {
        Files.createDirectories(folder.resolve("..2026_01_01"));
        write("..2026_01_01/1_a.up.sql", "mounted");
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_01_01"));
        Files.createSymbolicLink(folder.resolve("1_a.up.sql"), Path.of("..data/1_a.up.sql"));

        assertThat(load("file:" + folder)).extracting(ListedFile::textOfUp).containsExactly("mounted");
    }

    @Test
    void opensAFreshStreamEachTime() throws IOException {
        write("1_a.up.sql", "again");
        Migration migration = load("file:" + folder).get(0);

        assertThat(ListedFile.textOfUp(migration)).isEqualTo("again");
        assertThat(ListedFile.textOfUp(migration)).isEqualTo("again");
    }

    @Test
    void warnsOfAFolderWithoutMigrations() throws IOException {
        write("README.md");
        log.start();
        logger().addAppender(log);

        assertThat(load("file:" + folder)).isEmpty();
        assertThat(log.list)
                .singleElement()
                .satisfies(event -> assertThat(event.getFormattedMessage())
                        .isEqualTo("No migrations in " + folder
                                + ": it holds no file named like 000001_create_users.up.sql"));
    }

    @Test
    void repeatableOnesComeLastByTheirNames() throws IOException {
        write("R_views.sql");
        write("R__from_flyway.sql");
        write("2_b.up.sql");
        write("1_a.sql");
        write("r_other.sql");

        assertThat(load("file:" + folder))
                .extracting(Migration::id)
                .containsExactly(
                        MigrationId.of(1),
                        MigrationId.of(2),
                        MigrationId.repeatable("from_flyway"),
                        MigrationId.repeatable("views"));
        assertThat(load("file:" + folder))
                .filteredOn(migration -> migration.id().isRepeatable())
                .extracting(Migration::name, Migration::down)
                .containsExactly(tuple("from_flyway", null), tuple("views", null));
    }

    @AfterEach
    void detachLog() {
        logger().detachAppender(log);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(MigrationFiles.class);
    }

    private static List<Migration> load(String... paths) {
        return MigrationFiles.load(List.of(paths), MigrationFilesTest.class.getClassLoader(), ListedFile::new)
                .migrations();
    }

    private void write(String name) throws IOException {
        write(name, "SELECT 1;");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
