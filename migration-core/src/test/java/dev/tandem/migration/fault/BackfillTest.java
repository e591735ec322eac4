package dev.tandem.migration.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.MigrationState;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Project;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Row 9: a Java migration that changes every row of a large table in batches, in a process that is kept short of memory and killed
 * again and again.
 */
class BackfillTest {
    private static final String MEMORY = "-Xmx32m";

    @TempDir
    Path directory;

    @Test
    void everyRowIsChangedExactlyOnceHoweverOftenTheProcessIsKilled() throws IOException, InterruptedException {
        int rows = FaultTable.times(10_000_000, 60_000);
        int kills = FaultTable.times(10, 3);
        int size = rows / 200;
        FaultTable table = FaultTable.row("9", "a backfill in batches, killed");
        try (TestDatabase database = DatabasesForTests.postgres()) {
            Project project = new Project("main", database, directory.resolve("migrations"));
            project.migration(
                    "1_large",
                    "CREATE UNLOGGED TABLE large (id bigint PRIMARY KEY, changed int NOT NULL) WITH (fillfactor = 50);"
                            + " INSERT INTO large SELECT g, 0 FROM generate_series(1, " + rows + ") g;",
                    "");
            project.timeout(Duration.ofMinutes(10)).up();
            for (int kill = 1; kill <= kills; kill++) {
                killBehind(project, size, 200L * kill / (kills + 1));
            }
            Process last = start(project, size);
            String said = new String(last.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(last.waitFor()).as(said).isZero();
            assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM large WHERE changed <> 1"))
                    .isZero();
            assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM large"))
                    .isEqualTo(rows);
            assertThat(batches(project)).isEqualTo(200);
            assertThat(runs(project)).isEqualTo(kills + 1L);
            assertThat(project.states()).containsEntry(1L, MigrationState.APPLIED);
            table.count("rows", rows)
                    .count("kills", kills)
                    .count("batches", batches(project))
                    .count("rows changed twice or never", 0)
                    .count("MB of heap at most", 32)
                    .passed();
        }
    }

    private static long batches(Project project) {
        return Jdbc.number(
                project.database().jdbcUrl(), "SELECT count(*) FROM schema_migrations WHERE cursor IS NOT NULL");
    }

    private static long runs(Project project) {
        return Jdbc.number(
                project.database().jdbcUrl(), "SELECT count(DISTINCT run_id) FROM schema_migrations WHERE version = 2");
    }

    private static void killBehind(Project project, int size, long batches) throws IOException, InterruptedException {
        Process process = start(project, size);
        try {
            await().atMost(Duration.ofMinutes(5))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> {
                        assertThat(process.isAlive()).isTrue();
                        return batches(project) >= batches;
                    });
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static Process start(Project project, int size) throws IOException {
        return new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElse("java"),
                        MEMORY,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BackfillProcess.class.getName(),
                        project.database().jdbcUrl(),
                        project.folder().toString(),
                        Integer.toString(size)))
                .redirectErrorStream(true)
                .start();
    }
}
