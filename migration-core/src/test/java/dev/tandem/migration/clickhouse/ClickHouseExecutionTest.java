package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.Command;
import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.DeadlineExceededException;
import dev.tandem.migration.DirtyDatabaseException;
import dev.tandem.migration.HistoryMismatchException;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.Report;
import dev.tandem.migration.RunCancelledException;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.Step;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.MigratingProcess;
import dev.tandem.migration.sql.Project;
import dev.tandem.migration.sql.TransactionScope;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClickHouseExecutionTest {
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
    void aFailureSaysWhichStatementWhatIsLeftAndResumesAfterTheFileIsMended() {
        String first = TABLE.formatted("a") + "INSERT INTO a VALUES (1), (2);\n";
        project.migration("1_three", first + "ALTER TABLE b ADD COLUMN s String;\n", "");

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);

        assertThat(failed.failure().statement()).isEqualTo(3);
        assertThat(failed.failure().line()).isEqualTo(3);
        assertThat(failed)
                .hasMessageContaining("UNKNOWN_TABLE")
                .hasMessageContaining("The 2 statements before it are done and stay")
                .hasMessageContaining("This one has left nothing");
        assertThat(project.states()).containsEntry(1L, MigrationState.RESUMABLE);

        project.migration("1_three", first + "ALTER TABLE a ADD COLUMN s String;\n", "");
        Report mended = project.up();

        assertThat(mended.steps().get(0).step().completed()).isEqualTo(2);
        assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count() FROM a")).isEqualTo(2);
        assertThat(project.states()).containsEntry(1L, MigrationState.APPLIED);
    }

    @Test
    void editingWhatHasRunAlreadyIsRefusedByTheStatementsNumber() {
        project.migration("1_a", TABLE.formatted("a") + TABLE.formatted("b") + "ALTER TABLE c DROP COLUMN i;", "");
        assertThatThrownBy(project::up).isInstanceOf(StatementFailedException.class);
        project.migration("1_a", TABLE.formatted("a") + TABLE.formatted("bb") + TABLE.formatted("c"), "");

        HistoryMismatchException refused = catchThrowableOfType(HistoryMismatchException.class, project::up);

        assertThat(refused).hasMessageContaining("statement 2 of the file now differs");
    }

    @Test
    void aFailedInsertMayHaveLeftRowsAndIsDirty() {
        project.migration(
                "1_rows",
                TABLE.formatted("a")
                        + "INSERT INTO a SELECT if(number = 3000000, throwIf(1, 'stop'), number) FROM numbers(5000000);\n"
                        + TABLE.formatted("b"),
                "");

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);
        DirtyDatabaseException dirty = catchThrowableOfType(DirtyDatabaseException.class, project::up);

        assertThat(failed).hasMessageContaining("cannot be told").hasMessageContaining("--resume skip");
        assertThat(dirty)
                .hasMessageContaining("statement 2")
                .hasMessageContaining("migrate up --db clickhouse --resume retry");
        assertThat(project.states()).containsEntry(1L, MigrationState.DIRTY);
    }

    @Test
    void aDirtyMigrationGoesOnBehindTheStatementOrAtItAsDecided() {
        String table = TABLE.formatted("a");
        String insert = "INSERT INTO a SELECT throwIf(number = 2) FROM numbers(5);\n";
        project.migration("1_rows", table + insert + TABLE.formatted("b"), "");
        assertThatThrownBy(project::up).isInstanceOf(StatementFailedException.class);

        assertThatThrownBy(() -> project.manager().run(new Command.Up(Command.ALL, Command.Resume.RETRY)))
                .isInstanceOf(StatementFailedException.class);
        Report skipped = project.manager().run(new Command.Up(Command.ALL, Command.Resume.SKIP));

        assertThat(skipped.outcome()).isEqualTo(Report.Outcome.DONE);
        assertThat(project.states()).containsEntry(1L, MigrationState.APPLIED);
        assertThat(Jdbc.strings(database.jdbcUrl(), "SHOW TABLES")).contains("a", "b");
    }

    @Test
    void anotherAttemptAtADirtyOneThatIsCancelledBeforeItIsSentLeavesItDirty() {
        project.migration(
                "1_rows", TABLE.formatted("a") + "INSERT INTO a SELECT throwIf(number = 2) FROM numbers(5);\n", "");
        assertThatThrownBy(project::up).isInstanceOf(StatementFailedException.class);
        AtomicReference<MigrationManager> manager = new AtomicReference<>();
        project.listener(new MigrationListener() {
            @Override
            public void statementStarted(Step step, SqlStatement statement) {
                manager.get().cancel();
            }
        });
        manager.set(project.manager());

        assertThatThrownBy(() -> manager.get().run(new Command.Up(Command.ALL, Command.Resume.RETRY)))
                .isInstanceOf(RunCancelledException.class);

        assertThat(project.states()).containsEntry(1L, MigrationState.DIRTY);
    }

    @Test
    void theDeadlineEndsAStatementInTheServer() {
        project.migration("1_a", TABLE.formatted("a"), "");
        project.migration("2_sleeps", "SELECT sleepEachRow(3) FROM numbers(200) SETTINGS max_block_size = 1;", "");
        project.with(builder -> builder.url(database.jdbcUrl())).timeout(Duration.ofSeconds(3));
        long start = System.nanoTime();

        DeadlineExceededException exceeded = catchThrowableOfType(DeadlineExceededException.class, project::up);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(7));
        assertThat(exceeded).hasMessageContaining("deadline of 3s").hasMessageContaining("sleepEachRow");
        assertThat(running()).isZero();
        assertThat(project.states()).containsEntry(2L, MigrationState.PENDING);
    }

    @Test
    void aKilledProcessLeavesAGuardedStatementToBeRunAgain() throws InterruptedException {
        String guarded = "CREATE TABLE IF NOT EXISTS a (i UInt64) ENGINE = MergeTree ORDER BY i;\n";
        Jdbc.execute(
                database.jdbcUrl(),
                "CREATE TABLE gate ENGINE = MergeTree ORDER BY number AS SELECT number FROM numbers(60)");
        project.migration(
                "1_a",
                guarded
                        + "SELECT sleepEachRow(1) FROM numbers(60) WHERE number < (SELECT count() FROM gate) SETTINGS max_block_size = 1;\n",
                "");
        kill();

        endInServer();
        Jdbc.execute(database.jdbcUrl(), "TRUNCATE TABLE gate");
        awaitState(MigrationState.RESUMABLE);
        Report report = project.up();

        assertThat(report.steps().get(0).step().completed()).isEqualTo(1);
        assertThat(project.states()).containsEntry(1L, MigrationState.APPLIED);
    }

    @Test
    void aKilledProcessLeavesAnInsertDirtyAndWhileItRunsItIsRunning() throws InterruptedException {
        project.migration(
                "1_a",
                TABLE.formatted("a")
                        + "INSERT INTO a SELECT sleepEachRow(1) FROM numbers(60) SETTINGS max_block_size = 1;\n",
                "");
        kill();

        assertThat(project.states()).containsEntry(1L, MigrationState.RUNNING);
        endInServer();
        awaitState(MigrationState.DIRTY);
        assertThat(catchThrowableOfType(DirtyDatabaseException.class, project::up))
                .hasMessageContaining("stopped at statement 2");
    }

    @Test
    void whatWasInFlightWhenAProcessWasKilledIsNotJudgedByAFileThatWasEditedSince() throws InterruptedException {
        String table = TABLE.formatted("a");
        project.migration(
                "1_a",
                table + "INSERT INTO a SELECT sleepEachRow(1) FROM numbers(60) SETTINGS max_block_size = 1;\n",
                "");
        kill();
        project.migration("1_a", table + "CREATE TABLE IF NOT EXISTS b (i UInt8) ENGINE = Memory;\n", "");

        endInServer();

        awaitState(MigrationState.DIRTY);
    }

    @Test
    void aScriptCannotSwitchOffThatItsStatementsAreWaitedFor() {
        project.migration(
                "1_mutates",
                TABLE.formatted("a") + "INSERT INTO a SELECT number FROM numbers(1000);\nSET mutations_sync = 0;\n"
                        + "ALTER TABLE a DELETE WHERE i >= 10;\nSELECT throwIf(count() != 10) FROM a;\n",
                "");

        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.DONE);
    }

    /** Starts a process that migrates, and kills it when the server is at its sleeping statement. */
    private void kill() throws InterruptedException {
        Process process = MigratingProcess.start(project);
        await().atMost(Duration.ofSeconds(30)).until(() -> running() > 0);
        process.destroyForcibly().waitFor();
    }

    /** It is running until the lease of the killed process has lapsed. */
    private void awaitState(MigrationState expected) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(project.states()).containsEntry(1L, expected));
    }

    /** The sleeping statement, which outlives its process, does not go on for a minute. */
    private void endInServer() {
        Jdbc.execute(
                database.jdbcUrl(),
                "KILL QUERY WHERE query LIKE '%sleepEachRow%' AND current_database = currentDatabase() ASYNC");
        await().atMost(Duration.ofSeconds(20)).until(() -> running() == 0);
    }

    @Test
    void settingsAndDatabaseOfAScriptStayForItsLaterStatementsOnly() {
        project.migration(
                "1_set",
                "SET max_threads = 3, log_queries_probability = 0.5;\n"
                        + "CREATE TABLE a ENGINE = MergeTree ORDER BY t AS SELECT toString(getSetting('max_threads')) AS t;\n"
                        + "USE system;\nSELECT throwIf(currentDatabase() != 'system');\n",
                "");
        project.migration(
                "2_after", "SELECT throwIf(currentDatabase() = 'system' OR getSetting('max_threads') = 3);", "");

        project.up();

        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT t FROM a")).containsExactly("3");
    }

    @Test
    void aSelectThatFailsBehindItsFirstRowsFails() {
        project.migration(
                "1_a",
                "SELECT number, throwIf(number = 9999999, 'late') FROM numbers(10000000) SETTINGS max_block_size = 100;",
                "");

        assertThatThrownBy(project::up)
                .isInstanceOf(StatementFailedException.class)
                .hasMessageContaining("late");
    }

    @Test
    void mutationsAreOverBeforeTheNextStatement() {
        project.migration(
                "1_mutates",
                TABLE.formatted("a") + "INSERT INTO a SELECT number FROM numbers(1000);\n"
                        + "ALTER TABLE a DELETE WHERE i >= 10;\nSELECT throwIf(count() != 10) FROM a;\n",
                "");

        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.DONE);
    }

    @Test
    void inlineDataWithSemicolonsIsDataAndLinesAreTheFiles() {
        project.migration(
                "1_data",
                "CREATE TABLE a (i UInt64, s String) ENGINE = MergeTree ORDER BY i;\n"
                        + "INSERT INTO a FORMAT CSV\n1,\"x;y\"\n2,\"it's\"\n\nSELECT throwIf(count() != 2) FROM a;\n",
                "");

        project.up();

        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT s FROM a ORDER BY i"))
                .containsExactly("x;y", "it's");
    }

    @Test
    void anEngineThatLosesEventsIsRefused() {
        project.with(builder -> builder.engine("SummingMergeTree"));

        assertThatThrownBy(project::up)
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("does not keep every event");
    }

    @Test
    void theHistoryMayHaveAReplacingEngine() {
        project.with(builder -> builder.engine("ReplacingMergeTree"));
        project.migration("1_a", TABLE.formatted("a"), "DROP TABLE a;");
        project.up();

        Jdbc.execute(database.jdbcUrl(), "OPTIMIZE TABLE schema_migrations FINAL");

        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.NOTHING);
        assertThat(project.down(1).outcome()).isEqualTo(Report.Outcome.DONE);
    }

    @Test
    void dropTakesViewsDictionariesAndTables() {
        project.migration(
                "1_all",
                TABLE.formatted("a") + "CREATE VIEW v AS SELECT * FROM a;\n"
                        + "CREATE MATERIALIZED VIEW m ENGINE = MergeTree ORDER BY i AS SELECT i FROM a;\n"
                        + "CREATE DICTIONARY d (i UInt64, j UInt64) PRIMARY KEY i SOURCE(CLICKHOUSE(TABLE 'a'))"
                        + " LAYOUT(FLAT()) LIFETIME(0);\nCREATE TABLE `odd ``name` (i UInt8) ENGINE = Memory;\n",
                "");
        project.up();

        project.manager().run(new Command.Drop());

        assertThat(Jdbc.tables(database.jdbcUrl())).isEmpty();
    }

    @Test
    void anotherToolsTableIsRecognised() {
        Jdbc.execute(
                database.jdbcUrl(),
                "CREATE TABLE schema_migrations (version Int64, dirty UInt8, sequence UInt64) ENGINE = TinyLog");
        project.migration("1_a", TABLE.formatted("a"), "");

        assertThatThrownBy(project::up)
                .isInstanceOf(HistoryMismatchException.class)
                .hasMessageContaining("golang-migrate");
    }

    @Test
    void aServerThatCannotBeReachedIsNamedWithoutSecrets() {
        project.migration("1_a", "SELECT 1;", "");
        project.with(builder -> builder.url("clickhouse://someone:s3cret@localhost:1/nowhere"))
                .timeout(Duration.ofSeconds(1));

        DatabaseUnreachableException unreachable =
                catchThrowableOfType(DatabaseUnreachableException.class, project::up);

        assertThat(unreachable).hasMessageContaining("localhost:1").message().doesNotContain("s3cret");
    }

    @Test
    void aSyntaxErrorIsToldWithItsLine() {
        project.migration(
                "1_a",
                TABLE.formatted("a") + "CREATE TABLE b (\n  i UInt64,\n  j String NONSENSE x\n) ENGINE = Memory;\n",
                "");

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);

        assertThat(failed.failure().statement()).isEqualTo(2);
        assertThat(failed.failure().line()).isEqualTo(4);
        List<String> lines = failed.getMessage().lines().toList();
        assertThat(lines.get(0)).contains("SYNTAX_ERROR").doesNotContain("version");
    }

    private long running() {
        return Jdbc.number(
                database.jdbcUrl(),
                "SELECT count() FROM system.processes WHERE query LIKE '%sleepEachRow%'"
                        + " AND query NOT LIKE '%system.processes%' AND current_database = currentDatabase()");
    }

    @Test
    void oneTransactionForAllIsRefused() {
        project.with(builder -> builder.transaction(TransactionScope.ALL));

        assertThat(catchThrowableOfType(InvalidConfigurationException.class, project::up))
                .hasMessageContaining("transaction is set to 'ALL'");
    }
}
