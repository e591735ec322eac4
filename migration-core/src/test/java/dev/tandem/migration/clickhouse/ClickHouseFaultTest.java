package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.Command;
import dev.tandem.migration.DeadlineExceededException;
import dev.tandem.migration.HistoryMismatchException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.Report;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Project;
import dev.tandem.migration.sql.TcpProxy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers that stall, files that were edited half-way, and what else goes wrong around a run. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClickHouseFaultTest {
    private static final String TABLE = "CREATE TABLE %s (i UInt64) ENGINE = MergeTree ORDER BY i;\n";

    @TempDir
    Path directory;

    private TestDatabase database;
    private Project project;

    @BeforeEach
    void createDatabase() {
        database = DatabasesForTests.clickhouse();
        project = new Project("clickhouse", database, directory.resolve("migrations"));
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void aDownThatStoppedHalfWayIsNotGoneOnWithAfterItsBeginningWasEdited() {
        String up = TABLE.formatted("a") + TABLE.formatted("b") + TABLE.formatted("c");
        project.migration("1_a", up, "DROP TABLE a;\nDROP TABLE nowhere;\n");
        project.up();
        assertThatThrownBy(() -> project.down(1)).isInstanceOf(StatementFailedException.class);
        project.migration("1_a", up, "DROP TABLE b;\nDROP TABLE a;\nDROP TABLE c;\n");

        HistoryMismatchException refused = catchThrowableOfType(HistoryMismatchException.class, () -> project.down(1));

        assertThat(refused)
                .hasMessageContaining("statement 1 of the file now differs")
                .hasMessageContaining("down.sql");
    }

    @Test
    void aDirtyMigrationIsNotGoneOnWithAfterItsBeginningWasEdited() {
        String insert = "INSERT INTO a SELECT throwIf(number = 2) FROM numbers(5);\n";
        project.migration("1_rows", TABLE.formatted("a") + insert + TABLE.formatted("b"), "");
        assertThatThrownBy(project::up).isInstanceOf(StatementFailedException.class);
        project.migration("1_rows", TABLE.formatted("z") + TABLE.formatted("a") + insert + TABLE.formatted("b"), "");

        for (Command.Resume resume : new Command.Resume[] {Command.Resume.RETRY, Command.Resume.SKIP}) {
            HistoryMismatchException refused = catchThrowableOfType(
                    HistoryMismatchException.class, () -> project.manager().run(new Command.Up(Command.ALL, resume)));

            assertThat(refused).isNotNull().hasMessageContaining("statement 1 of the file now differs");
        }
    }

    @Test
    void aSettingWrittenWithACommentIsStillSet() {
        project.migration(
                "1_set",
                "SET /* few */ max_threads /* of them */ = 3;\nSELECT throwIf(getSetting('max_threads') != 3);\n"
                        + "USE /* another */ system;\nSELECT throwIf(currentDatabase() != 'system');\n",
                "");

        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.DONE);
    }

    @Test
    void aSetThatCannotBeCarriedAlongIsRefusedRatherThanLost() {
        project.migration("1_set", TABLE.formatted("a") + "SET ROLE ALL;\nSELECT 1;\n", "");

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);

        assertThat(failed).isNotNull();
        assertThat(failed.failure().statement()).isEqualTo(2);
        assertThat(failed).hasMessageContaining("This one has left nothing");
    }

    @Test
    void dropTakesTablesWhoseDefaultsReadADictionary() {
        project.migration(
                "1_all",
                TABLE.formatted("a")
                        + "CREATE DICTIONARY d (i UInt64, j UInt64) PRIMARY KEY i SOURCE(CLICKHOUSE(TABLE 'a'))"
                        + " LAYOUT(FLAT()) LIFETIME(0);\n"
                        + "CREATE TABLE z (i UInt64, j UInt64 DEFAULT dictGet('d', 'j', i)) ENGINE = MergeTree ORDER BY i;\n",
                "");
        project.up();

        project.manager().run(new Command.Drop());

        assertThat(Jdbc.tables(database.jdbcUrl())).isEmpty();
    }

    @Test
    void theHistoryIsTheLastToBeDropped() throws IOException {
        project.migration("1_a", TABLE.formatted("zzz"), "");
        project.up();
        StringBuilder out = new StringBuilder();

        project.manager().dryRun(new Command.Drop(), out);

        assertThat(out.toString().lines().toList()).hasSize(4).last().asString().contains("schema_migrations");
    }

    @Test
    void theRunOnAnotherDatabaseOfTheServerIsNotWaitedFor() {
        try (TestDatabase other = DatabasesForTests.clickhouse()) {
            Project busy = new Project("other", other, directory.resolve("other"))
                    .migration("1_a", "SELECT sleepEachRow(1) FROM numbers(8) SETTINGS max_block_size = 1;", "");
            CompletableFuture<Report> run = CompletableFuture.supplyAsync(busy::up, task -> new Thread(task).start());
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> busy.status().lock().holder() != null);

            project.migration("1_a", "SELECT 1;", "");
            assertThat(project.status().lock().holder()).isNull();
            assertThat(run.join().outcome()).isEqualTo(Report.Outcome.DONE);
        }
    }

    /** A user who may only read may not even set what is set for writing. */
    @Test
    void theStatusIsReadWithoutSettings() throws IOException {
        project.migration("1_a", TABLE.formatted("a"), "");
        project.up();
        try (TcpProxy proxy = proxied()) {
            assertThat(project.status().current()).isEqualTo(1L);

            StringBuilder sent = new StringBuilder();
            proxy.sent().forEach(bytes -> sent.append(new String(bytes, StandardCharsets.UTF_8)));
            assertThat(sent).contains("schema_migrations").doesNotContain("mutations_sync");
        }
    }

    @Test
    void theDeadlineEndsARunWhoseServerIsSilent() throws IOException {
        project.migration("1_a", "SELECT sleepEachRow(1) FROM numbers(8) SETTINGS max_block_size = 1;", "");
        try (TcpProxy proxy = proxied()) {
            project.timeout(Duration.ofSeconds(4)).with(builder -> builder.lease(null));
            CompletableFuture<MigrationException> run = CompletableFuture.supplyAsync(
                    () -> catchThrowableOfType(MigrationException.class, project::up),
                    task -> new Thread(task).start());
            await().until(() -> Jdbc.number(
                            database.jdbcUrl(),
                            "SELECT count() FROM system.processes WHERE query LIKE '%sleepEachRow%'"
                                    + " AND query NOT LIKE '%system.processes%'")
                    > 0);
            proxy.stall();
            long start = System.nanoTime();

            assertThat(run.join()).isInstanceOf(DeadlineExceededException.class);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
        }
    }

    /** The thread that renews waits for the server at that moment, and nobody is to wait for that thread. */
    @Test
    void theDeadlineEndsARunWhoseLockIsJustBeingRenewed() throws IOException {
        project.migration("1_a", "SELECT sleepEachRow(1) FROM numbers(20) SETTINGS max_block_size = 1;", "");
        try (TcpProxy proxy = proxied()) {
            project.timeout(Duration.ofSeconds(4)).with(builder -> builder.lease(Duration.ofSeconds(9)));
            CompletableFuture<MigrationException> run = CompletableFuture.supplyAsync(
                    () -> catchThrowableOfType(MigrationException.class, project::up),
                    task -> new Thread(task).start());
            await().until(() -> Jdbc.number(
                            database.jdbcUrl(),
                            "SELECT count() FROM system.processes WHERE query LIKE '%sleepEachRow%'"
                                    + " AND query NOT LIKE '%system.processes%'")
                    > 0);
            proxy.stall();
            long start = System.nanoTime();

            assertThat(run.join()).isNotNull();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
        }
    }

    @Test
    void theDeadlineEndsTheConnectingToASilentServer() throws IOException {
        project.migration("1_a", "SELECT 1;", "");
        try (TcpProxy proxy = proxied()) {
            proxy.stall();
            project.timeout(Duration.ofSeconds(2));
            long start = System.nanoTime();

            assertThat(catchThrowableOfType(MigrationException.class, project::up))
                    .isNotNull();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
        }
    }

    private TcpProxy proxied() {
        Matcher port = Pattern.compile("(//[^/:]+:)(\\d+)").matcher(database.jdbcUrl());
        assertThat(port.find()).isTrue();
        TcpProxy proxy = new TcpProxy(Integer.parseInt(port.group(2)));
        project.with(builder -> builder.url(port.replaceFirst("$1" + proxy.port())));
        return proxy;
    }
}
