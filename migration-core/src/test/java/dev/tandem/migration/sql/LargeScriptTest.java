package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only a single statement has to fit in memory: what is larger passes through a heap of 64 MB. */
class LargeScriptTest {
    private static final long SIZE = 100_000_000;
    private static final List<String> SMALL = List.of("-Xmx64m");
    private static final String WORDS =
            "some words; 'quoted' and more ".repeat(40).replace("'", "''");

    @TempDir
    Path folder;

    @Test
    void insertsPassThroughASmallHeapOfPostgres() {
        try (TestDatabase database = DatabasesForTests.postgres()) {
            String insert = "INSERT INTO t VALUES (1, '" + WORDS + "'), (2, '" + WORDS + "'), (3, '" + WORDS + "');\n";
            Project project = new Project("main", database, folder);
            long times = write("CREATE UNLOGGED TABLE t (i int, words text);\n", insert, "", SIZE);
            copy(folder.resolve("1_large.up.sql"), folder.resolve("1_large.down.sql"));

            assertThat(outputSize(project, List.of())).isZero();

            assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM t"))
                    .isEqualTo(3 * times);
        }
    }

    @Test
    void copiedRowsPassThroughASmallHeapOfPostgres() {
        try (TestDatabase database = DatabasesForTests.postgres()) {
            Project project = new Project("main", database, folder);
            long times = write(
                    "CREATE UNLOGGED TABLE t (i int, words text);\nCOPY t FROM stdin;\n",
                    "1\t" + WORDS + "\n",
                    "\\.\n",
                    SIZE);

            assertThat(outputSize(project, List.of("dry"))).isGreaterThan(SIZE);
            assertThat(outputSize(project, List.of())).isZero();

            assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM t"))
                    .isEqualTo(times);
        }
    }

    @Test
    void insertsPassThroughASmallHeapOfClickHouse() {
        try (TestDatabase database = DatabasesForTests.clickhouse()) {
            String rows = ("(1, '" + WORDS.repeat(60) + "'), ").repeat(10);
            Project project = new Project("main", database, folder);
            long times = write(
                    "CREATE TABLE t (i Int32, words String) ENGINE = MergeTree ORDER BY i;\n",
                    "INSERT INTO t VALUES " + rows + "(2, '');\n",
                    "",
                    SIZE);

            assertThat(outputSize(project, List.of())).isZero();

            assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM t"))
                    .isEqualTo(11 * times);
        }
    }

    @Test
    void aLargeAnswerOfClickHouseIsNotKept() {
        try (TestDatabase database = DatabasesForTests.clickhouse()) {
            Project project = new Project("main", database, folder);
            project.migration("1_answer", "SELECT repeat('x', 1000) FROM numbers(" + SIZE / 1000 + ");", "");

            assertThat(outputSize(project, List.of())).isZero();
        }
    }

    /** A migration with a large script; how often the middle of it is repeated. */
    private long write(String begin, String middle, String end, long size) {
        Path up = folder.resolve("1_large.up.sql");
        long times = size / middle.length() + 1;
        try (Writer writer = Files.newBufferedWriter(up)) {
            writer.write(begin);
            for (long i = 0; i < times; i++) {
                writer.write(middle);
            }
            writer.write(end);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return times;
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a process with little memory writes; it succeeds. */
    private static long outputSize(Project project, List<String> more) {
        Process process = MigratingProcess.start(project, SMALL, more);
        try (InputStream output = process.getInputStream()) {
            byte[] beginning = output.readNBytes(10_000);
            long size = beginning.length + drain(output);
            assertThat(process.waitFor())
                    .as(new String(beginning, StandardCharsets.UTF_8))
                    .isZero();
            return size;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static long drain(InputStream output) throws IOException {
        byte[] chunk = new byte[1 << 16];
        long size = 0;
        for (int count = output.read(chunk); count >= 0; count = output.read(chunk)) {
            size += count;
        }
        return size;
    }
}
