package dev.tandem.migration.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Row 7: thousands of migrations of two databases in one manager, up, down and some of them up again, in a process that is kept short of
 * memory. What it holds grows with what there is to tell of a migration, and with nothing else.
 */
class SoakTest {
    private static final String MEMORY = "-Xmx96m";
    /** Of each migration: its files, its plan, its history, its part of the report. */
    private static final long MOST_BYTES_EACH = 6_000;

    private static final long SLACK_KB = 6_000;

    @TempDir
    Path directory;

    @Test
    void memoryThreadsConnectionsAndFilesStayTheSame() throws IOException, InterruptedException {
        int migrations = FaultTable.times(5_000, 60);
        FaultTable table = FaultTable.row("7", "soak, both databases");
        write(migrations);
        try (TestDatabase postgres = DatabasesForTests.postgres();
                TestDatabase clickhouse = DatabasesForTests.clickhouse()) {
            Map<String, List<Long>> figures = soak(postgres, clickhouse, migrations);
            long allowedKb = SLACK_KB + 2L * migrations * MOST_BYTES_EACH / 1024;

            for (String database : List.of("postgres", "clickhouse")) {
                List<Long> heap = figures.get("heap on the way, " + database + " UP");
                assertThat(last(heap) - heap.get(1)).as("growth on the way up").isLessThan(allowedKb);
            }
            assertThat(figures.get("heap again").get(0) - figures.get("heap up").get(0))
                    .as("growth by going down and up again")
                    .isLessThan(SLACK_KB);
            assertThat(figures.get("heap of many managers").get(0)
                            - figures.get("heap of few managers").get(0))
                    .as("growth by managers with nothing due")
                    .isLessThan(SLACK_KB);
            assertThat(figures.get("more threads")).containsExactly(0L);
            assertThat(figures.get("connections")).containsOnly(0L);
            // The drivers' own libraries, at most, which a process unpacks once.
            assertThat(figures.get("more files")).containsOnly(0L);
            List<Long> threads = figures.get("threads on the way");
            assertThat(last(threads)).isLessThanOrEqualTo(threads.get(1) + 1);
            table.count("migrations up and down in each", migrations)
                    .count(
                            "KB of heap at 1/5 of the way up",
                            figures.get("heap on the way, clickhouse UP").get(1))
                    .count("at its end", last(figures.get("heap on the way, clickhouse UP")))
                    .count("up again", figures.get("heap again").get(0))
                    .count("threads", last(threads))
                    .count("connections left", 0)
                    .count("files left", 0)
                    .count("µs of one, PostgreSQL", last(figures.get("micros of one, postgres UP")))
                    .count("ClickHouse", last(figures.get("micros of one, clickhouse UP")))
                    .count(
                            "ms of a start with nothing due",
                            figures.get("ms per manager").get(0))
                    .passed();
        }
    }

    private static long last(List<Long> values) {
        return values.get(values.size() - 1);
    }

    private Map<String, List<Long>> soak(TestDatabase postgres, TestDatabase clickhouse, int migrations)
            throws IOException, InterruptedException {
        Path output = directory.resolve("figures");
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        MEMORY,
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:-UsePerfData",
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        SoakingProcess.class.getName(),
                        postgres.jdbcUrl(),
                        clickhouse.jdbcUrl(),
                        directory.toString(),
                        Integer.toString(migrations),
                        Integer.toString(FaultTable.times(200, 20)))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(30, TimeUnit.MINUTES)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(text).isZero();
        System.out.println(text);
        Map<String, List<Long>> figures = new LinkedHashMap<>();
        text.lines().filter(line -> line.matches("[a-zA-Z ,]+=\\d+")).forEach(line -> {
            String[] parts = line.split("=", 2);
            figures.computeIfAbsent(parts[0], name -> new ArrayList<>()).add(Long.parseLong(parts[1]));
        });
        return figures;
    }

    /** Few tables, many small statements. */
    private void write(int migrations) throws IOException {
        Path postgres = Files.createDirectory(directory.resolve("postgres"));
        Path clickhouse = Files.createDirectory(directory.resolve("clickhouse"));
        for (int i = 1; i <= migrations; i++) {
            String name = i + "_change.sql";
            Files.writeString(
                    postgres.resolve(name),
                    i % 10 == 1
                            ? sections("CREATE TABLE t" + i + " (i integer PRIMARY KEY, t text)", "DROP TABLE t" + i)
                            : sections(
                                    "INSERT INTO t1 VALUES (" + i + ", 'a;b');\nCOMMENT ON TABLE t1 IS 'at " + i + "'",
                                    "DELETE FROM t1 WHERE i = " + i));
            Files.writeString(
                    clickhouse.resolve(name),
                    i == 1 || i % 250 == 0
                            ? sections(
                                    "CREATE TABLE t" + i + " (i UInt64) ENGINE = MergeTree ORDER BY i",
                                    "DROP TABLE t" + i)
                            : i % 25 == 0
                                    ? sections(
                                            "ALTER TABLE t1 ADD COLUMN c" + i + " UInt8",
                                            "ALTER TABLE t1 DROP COLUMN c" + i)
                                    : i % 3 == 0
                                            ? sections(
                                                    "INSERT INTO t1 (i) VALUES (" + i + ")",
                                                    "INSERT INTO t1 (i) VALUES (0)")
                                            : sections("SELECT " + i, "SELECT -" + i));
        }
    }

    private static String sections(String up, String down) {
        return "-- migrate:up\n" + up + ";\n-- migrate:down\n" + down + ";\n";
    }
}
