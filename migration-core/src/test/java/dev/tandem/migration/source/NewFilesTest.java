package dev.tandem.migration.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.migration.CreatedMigration;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.NewMigration;
import dev.tandem.migration.NewMigration.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewFilesTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-04T05:06:07.9Z"), ZoneOffset.UTC);

    @TempDir
    private Path folder;

    @Test
    void anEmptyFolderGetsAPairByTheTimeInUtc() {
        CreatedMigration created = create("add_users");
        assertThat(created.version()).isEqualTo(20260304050607L);
        assertThat(created.files()).allMatch(Path::isAbsolute);
        assertThat(names()).containsExactly("20260304050607_add_users.down.sql", "20260304050607_add_users.up.sql");
        assertThat(text("20260304050607_add_users.up.sql")).isEqualTo("-- up\n");
        assertThat(text("20260304050607_add_users.down.sql")).isEqualTo("-- down\n");
    }

    @Test
    void aFolderThatIsNotThereYetIsMade() {
        files(List.of("file:" + folder.resolve("deep/postgres"))).create(request("x", null), "-- up\n", "-- down\n");
        assertThat(folder.resolve("deep/postgres/20260304050607_x.up.sql")).exists();
    }

    @ParameterizedTest
    @CsvSource({
        "000041_a.up.sql,              000042_x.up.sql",
        "999_a.up.sql,                 1000_x.up.sql",
        "1_a.up.sql,                   2_x.up.sql",
        "000_a.sql,                    001_x.sql",
        "20251126205953_a.sql,         20260304050607_x.sql",
        "20260304050607_a.up.sql,      20260304050608_x.up.sql",
        "20260304235959_a.up.sql,      20260305000000_x.up.sql",
        "20269999999999_a.up.sql,      20270000000000_x.up.sql",
    })
    void aNewOneIsNamedAsTheNewestIs(String newest, String expected) {
        write(newest, "-- migrate:up\nSELECT 1;");
        create("x");
        assertThat(names()).contains(expected);
    }

    @Test
    void aFormatThatIsAskedForWins() {
        write("01_a.up.sql", "SELECT 1;");
        files().create(request("x", Format.SINGLE), "-- up\n", "-- down\n");
        assertThat(text("02_x.sql")).isEqualTo("-- migrate:up\n-- up\n\n-- migrate:down\n-- down\n");
        files().create(request("y", Format.PAIR), "-- up\n", "-- down\n");
        assertThat(names()).contains("03_y.up.sql", "03_y.down.sql");
    }

    @ParameterizedTest
    @CsvSource({"-- +goose, Up, Down", "-- +migrate, Up, Down", "-- migrate, :up, :down"})
    void sectionsBeginAsTheyDoInTheNewestFile(String tool, String up, String down) {
        String space = up.startsWith(":") ? "" : " ";
        write("1_a.sql", tool + space + up + "\nSELECT 1;\n");
        create("x");
        assertThat(text("2_x.sql")).isEqualTo(tool + space + up + "\n-- up\n\n" + tool + space + down + "\n-- down\n");
    }

    @Test
    void whereFilesAreForwardOnlyANewOneIs() {
        write("000_a.sql", "SELECT 1;\n");
        create("x");
        assertThat(text("001_x.sql")).isEqualTo("-- up\n");
    }

    @Test
    void otherFilesAndThoseThatAreMalformedAreLeftAlone() {
        write("README.md", "");
        write("schema.sql", "");
        write("7_x.txt", "");
        write("3_a.up.sql", "'unclosed");
        create("x");
        assertThat(names()).contains("4_x.up.sql");
    }

    @Test
    void aVersionIsBehindThoseOfEveryFolder() throws IOException {
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(other.resolve("0009_a.up.sql"), "SELECT 1;");
        files(List.of("file:" + folder, "file:" + other)).create(request("x", null), "-- up\n", "-- down\n");
        assertThat(names()).contains("0010_x.up.sql");
    }

    @Test
    void theConfiguredFolderIsTakenBeforeThePaths() {
        new NewFiles(
                        "db",
                        List.of("classpath:nowhere"),
                        folder.toString(),
                        getClass().getClassLoader(),
                        List.of(),
                        true,
                        CLOCK)
                .create(request("x", null), "-- up\n", "-- down\n");
        assertThat(names()).contains("20260304050607_x.up.sql");
    }

    @Test
    void whereNoPathCanBeWrittenToItSaysWhatToSet() {
        NewFiles files =
                new NewFiles("db", List.of("classpath:x"), null, getClass().getClassLoader(), List.of(), true, CLOCK);
        Path resources = Path.of("src/main/resources");
        if (Files.isDirectory(resources)) {
            assertThat(files.create(new NewMigration("y", null, true), "", "").files())
                    .allMatch(file -> file.startsWith(resources.resolve("x").toAbsolutePath()));
        }
        NewFiles jar =
                new NewFiles("db", List.of("http://x"), null, getClass().getClassLoader(), List.of(), true, CLOCK);
        assertThatThrownBy(() -> jar.create(request("y", null), "", ""))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("tandem.databases.db.create-in");
    }

    @Test
    void aFileInPlaceOfTheFolderIsSaid() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> files(List.of(file.toString())).create(request("y", null), "", ""))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void aDryRunWritesNothing() {
        CreatedMigration created = files().create(new NewMigration("x", null, true), "-- up\n", "-- down\n");
        assertThat(created.files()).hasSize(2);
        assertThat(names()).isEmpty();
    }

    @Test
    void aVersionThatSomebodyReservesNowIsPassedOver() {
        write("1_a.up.sql", "SELECT 1;");
        write(".2.reserved", "");
        create("x");
        assertThat(names()).contains("3_x.up.sql", ".2.reserved").doesNotContain(".3.reserved");
    }

    @Test
    void manyAtATimeGetVersionsOfTheirOwn() throws Exception {
        write("0001_a.up.sql", "SELECT 1;");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Long>> work = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String name = i % 2 == 0 ? "same" : "other" + i;
                work.add(() -> create(name).version());
            }
            List<Long> versions = new ArrayList<>();
            for (Future<Long> future : threads.invokeAll(work)) {
                versions.add(future.get());
            }
            assertThat(versions).doesNotHaveDuplicates().hasSize(40);
            assertThat(names()).hasSize(81).noneMatch(name -> name.startsWith("."));
        } finally {
            threads.shutdownNow();
        }
    }

    private CreatedMigration create(String name) {
        return files().create(request(name, null), "-- up\n", "-- down\n");
    }

    private NewFiles files() {
        return files(List.of("file:" + folder));
    }

    private NewFiles files(List<String> paths) {
        return new NewFiles("db", paths, null, getClass().getClassLoader(), List.of(), true, CLOCK);
    }

    private static NewMigration request(String name, Format format) {
        return new NewMigration(name, format, false);
    }

    private List<String> names() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String text(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void write(String file, String text) {
        try {
            Files.writeString(folder.resolve(file), text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
