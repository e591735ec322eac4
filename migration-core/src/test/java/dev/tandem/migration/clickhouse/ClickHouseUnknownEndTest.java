package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.DirtyDatabaseException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.Plan;
import dev.tandem.migration.Report;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Project;
import dev.tandem.migration.sql.TcpProxy;
import java.io.IOException;
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

/**
 * Statements whose end nobody saw. The embedded server has no {@code system.query_log}: where a test needs one, it creates a
 * table of that name with the columns that are read, and writes into it what a server would have written.
 */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClickHouseUnknownEndTest {
    static final String LOG =
            "CREATE TABLE system.query_log (query_id String, exception_code Int32, event_date Date DEFAULT today(), type"
                    + " Enum8('QueryStart' = 1, 'QueryFinish' = 2, 'ExceptionBeforeStart' = 3, 'ExceptionWhileProcessing' = 4))"
                    + " ENGINE = MergeTree ORDER BY query_id";
    private static final String TABLE = "CREATE TABLE a (i UInt64) ENGINE = MergeTree ORDER BY i;\n";
    private static final String SLEEPING =
            "INSERT INTO a SELECT sleepEachRow(1) FROM numbers(20) SETTINGS max_block_size = 1;\n";

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
        Jdbc.execute(database.jdbcUrl(), "DROP TABLE IF EXISTS system.query_log SYNC");
        database.close();
    }

    @Test
    void whatTheServersLogCallsFinishedIsGoneOnBehind() {
        project.migration("1_rows", TABLE + "INSERT INTO a VALUES (1), (2);\nINSERT INTO a VALUES (3);\n", "");
        dieBehindStatement(1);
        Jdbc.execute(database.jdbcUrl(), "DELETE FROM a WHERE i = 3");
        log("'QueryStart', 0", 2);
        log("'QueryFinish', 0", 2);

        assertThat(project.states()).containsEntry(1L, MigrationState.RESUMABLE);
        Report report = project.up();

        assertThat(report.steps().get(0).step().completed()).isEqualTo(2);
        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT i FROM a ORDER BY i"))
                .containsExactly("1", "2", "3");
        assertThat(project.states()).containsEntry(1L, MigrationState.APPLIED);
    }

    @Test
    void theLastStatementMayBeTheOneThatIsFinished() {
        project.migration("1_rows", TABLE + "INSERT INTO a VALUES (1);\n", "");
        dieBehindStatement(1);
        log("'QueryFinish', 0", 2);

        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.DONE);

        assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count() FROM a")).isEqualTo(1);
    }

    @Test
    void anInsertThatFailedOnItsWayByTheLogIsDirty() {
        project.migration("1_rows", TABLE + "INSERT INTO a VALUES (1);\n", "");
        dieBehindStatement(1);
        log("'ExceptionWhileProcessing', 60", 2);

        assertThat(catchThrowableOfType(DirtyDatabaseException.class, project::up))
                .hasMessageContaining("stopped at statement 2")
                .hasMessageContaining("--resume retry")
                .hasMessageContaining("--resume skip");
    }

    @Test
    void anInsertThatWasRefusedByTheLogIsRunAgain() {
        project.migration("1_rows", TABLE + "INSERT INTO a VALUES (1);\n", "");
        dieBehindStatement(1);
        Jdbc.execute(database.jdbcUrl(), "TRUNCATE TABLE a");
        log("'ExceptionBeforeStart', 60", 2);

        assertThat(project.up().steps().get(0).step().completed()).isEqualTo(1);

        assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count() FROM a")).isEqualTo(1);
    }

    /** Nothing happened in the attempt that died, but what the one before it has left is still there. */
    @Test
    void aDirtyMigrationStaysDirtyWhenTheProcessOfItsRetryDies() {
        project.migration("1_rows", TABLE + "INSERT INTO a SELECT throwIf(number = 3) FROM numbers(10);\n", "");
        assertThat(catchThrowableOfType(MigrationException.class, project::up)).isNotNull();
        assertThat(project.states()).containsEntry(1L, MigrationState.DIRTY);
        Jdbc.execute(
                database.jdbcUrl(),
                "INSERT INTO schema_migrations SELECT * REPLACE (seq + 1 AS seq, fence + 1 AS fence, 'retry' AS run_id,"
                        + " 'started' AS state, 'none' AS effects, NULL AS error) FROM schema_migrations"
                        + " ORDER BY seq DESC LIMIT 1",
                LOG,
                "INSERT INTO system.query_log (query_id, type, exception_code) SELECT concat('retry-', toString(fence),"
                        + " '-1-2'), 'ExceptionBeforeStart', 60 FROM schema_migrations WHERE run_id = 'retry'");

        assertThat(project.states()).containsEntry(1L, MigrationState.DIRTY);
        assertThat(catchThrowableOfType(MigrationException.class, project::up))
                .isInstanceOf(DirtyDatabaseException.class);
    }

    @Test
    void withoutALogOnlyWhatIsGuardedIsRunAgain() {
        project.migration(
                "1_all",
                TABLE + "ALTER TABLE a ADD COLUMN IF NOT EXISTS s String, ADD COLUMN IF NOT EXISTS t String;\n"
                        + "INSERT INTO a (i) VALUES (1);\n",
                "");
        dieBehindStatement(1);

        assertThat(project.states()).containsEntry(1L, MigrationState.RESUMABLE);
        dieBehindStatement(2);

        assertThat(project.states()).containsEntry(1L, MigrationState.DIRTY);
    }

    @Test
    void aStatementWhoseConnectionIsCutIsEndedAndDirty() throws IOException {
        project.migration("1_rows", TABLE + SLEEPING, "");

        MigrationException failed = cut(false);

        assertThat(running()).isZero();
        assertThat(failed)
                .hasMessageContaining("cannot be told")
                .hasMessageContaining("Look at the rows of `a`")
                .hasMessageContaining("--resume retry");
        assertThat(project.states()).containsEntry(1L, MigrationState.DIRTY);
    }

    @Test
    void aStatementWhoseConnectionIsCutAndThatTheLogCallsFinishedIsGoneOnBehind() throws IOException {
        project.migration("1_rows", TABLE + SLEEPING + "CREATE TABLE b (i UInt8) ENGINE = Memory;\n", "");

        assertThat(cut(true)).isNull();

        assertThat(project.states()).containsEntry(1L, MigrationState.APPLIED);
        assertThat(Jdbc.strings(database.jdbcUrl(), "SHOW TABLES")).contains("b");
    }

    /** As a process leaves the history that is killed when a statement is done and its checkpoint is not written. */
    private void dieBehindStatement(int checkpoint) {
        if (checkpoint == 1) {
            project.up();
        }
        Jdbc.execute(
                database.jdbcUrl(),
                checkpoint == 1
                        ? "ALTER TABLE schema_migrations DELETE WHERE statement > 1 OR state = 'applied'"
                                + " SETTINGS mutations_sync = 2"
                        : "ALTER TABLE schema_migrations UPDATE statement = 2 WHERE state = 'checkpoint'"
                                + " SETTINGS mutations_sync = 2");
    }

    /** What a server's log would say of a statement of the run in the history. */
    private void log(String typeAndCode, int statement) {
        Jdbc.execute(
                database.jdbcUrl(),
                LOG.replace("TABLE system", "TABLE IF NOT EXISTS system"),
                "INSERT INTO system.query_log (query_id, type, exception_code) SELECT concat(run_id, '-',"
                        + " toString(fence), '-1-" + statement + "'), " + typeAndCode
                        + " FROM schema_migrations WHERE state = 'checkpoint'");
    }

    /** Cuts the connection while the statement sleeps. */
    private MigrationException cut(boolean finished) throws IOException {
        Matcher port = Pattern.compile("(//[^/:]+:)(\\d+)").matcher(database.jdbcUrl());
        assertThat(port.find()).isTrue();
        try (TcpProxy proxy = new TcpProxy(Integer.parseInt(port.group(2)))) {
            project.with(builder -> builder.url(port.replaceFirst("$1" + proxy.port())));
            if (finished) {
                project.listener(new MigrationListener() {
                    @Override
                    public void runStarted(String runId, Plan plan) {
                        Jdbc.execute(
                                database.jdbcUrl(),
                                LOG,
                                "INSERT INTO system.query_log (query_id, type) VALUES ('" + runId
                                        + "-1-1-2', 'QueryFinish')");
                    }
                });
            }
            CompletableFuture<MigrationException> run = CompletableFuture.supplyAsync(
                    () -> catchThrowableOfType(MigrationException.class, project::up),
                    task -> new Thread(task).start());
            await().atMost(Duration.ofSeconds(30)).until(() -> running() > 0);
            proxy.cut();
            return run.join();
        } finally {
            project.with(builder -> builder.url(database.jdbcUrl()));
        }
    }

    private long running() {
        return Jdbc.number(
                database.jdbcUrl(),
                "SELECT count() FROM system.processes WHERE query LIKE '%sleepEachRow%'"
                        + " AND query NOT LIKE '%system.processes%' AND current_database = currentDatabase()");
    }
}
