package dev.tandem.migration.seed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More rows than a process could hold. */
class SeedMemoryTest {
    private static final int ROWS = 400_000;

    @TempDir
    private Path folder;

    @Test
    void manyRowsPassThroughAHeapThatCouldNotHoldThem() throws Exception {
        try (SeedProject project = new SeedProject(folder)) {
            project.manager();
            project.postgres("CREATE TABLE events (id bigint PRIMARY KEY, name text, at timestamptz, note text)");
            project.clickhouse("CREATE TABLE events (id UInt64, name String, at DateTime, note Nullable(String))"
                    + " ENGINE = MergeTree ORDER BY id");
            Path file = manyRows();

            assertThat(seed(project.postgresUrl(), "postgres", file))
                    .contains("rows=" + ROWS + ", inserted=" + ROWS + ", updated=0, unchanged=0");
            assertThat(project.inPostgres("SELECT count(*) || ' ' || max(id) || ' ' || count(note) FROM events"))
                    .containsExactly(ROWS + " " + (ROWS - 1) + " " + ROWS / 2);
            assertThat(seed(project.clickhouseUrl(), "clickhouse", file))
                    .contains("rows=" + ROWS + ", inserted=" + ROWS + ", updated=0, unchanged=0");
            assertThat(
                            project.inClickHouse(
                                    "SELECT concat(toString(count()), ' ', toString(max(id)), ' ', toString(count(note))) FROM events"))
                    .containsExactly(ROWS + " " + (ROWS - 1) + " " + ROWS / 2);
            assertThat(seed(project.clickhouseUrl(), "clickhouse", file)).contains("unchanged=" + ROWS);
        }
    }

    private Path manyRows() throws IOException {
        Path file = folder.resolve("many.yaml");
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            out.write("events:\n");
            for (int i = 0; i < ROWS; i++) {
                out.write("  - id: " + i + "\n    name: event " + i + "\n    at: 2026-01-02T03:04:05Z\n");
                if (i % 2 == 0) {
                    out.write("    note: \"some text that makes the row quite a little longer than it would be, ü\"\n");
                }
            }
        }
        assertThat(Files.size(file)).isGreaterThan(38L << 20);
        return file;
    }

    private String seed(String url, String name, Path file) throws Exception {
        Process process = SeedingProcess.start("38m", url, folder.resolve(name).toString(), file.toString());
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        System.out.println(name + ": " + output.strip());
        return output;
    }
}
