package dev.tandem.migration.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.Command;
import dev.tandem.migration.DirtyDatabaseException;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.Report;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.MigratingProcess;
import dev.tandem.migration.sql.Project;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What PostgreSQL does not run in a transaction, and scripts with transactions of their own. */
@Tag("matrix")
class PostgresOutsideTransactionTest {

    @TempDir
    Path directory;

    private TestDatabase database;
    private Project project;

    @BeforeEach
    void createDatabase() {
        database = DatabasesForTests.postgres();
        project = new Project("postgres", database, directory.resolve("migrations"));
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void anIndexIsCreatedConcurrentlyAmongOrdinaryStatements() {
        project.migration(
                "1_mixed",
                "CREATE TABLE a (i int);\nINSERT INTO a VALUES (1);\nCREATE INDEX CONCURRENTLY a_i ON a (i);\n"
                        + "INSERT INTO a VALUES (2);\nCREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS a_u ON a (i);\nVACUUM a;\n",
                "DROP INDEX CONCURRENTLY a_u;\nDROP INDEX CONCURRENTLY IF EXISTS a_i;\nDROP TABLE a;\n");

        Report up = project.up();

        assertThat(up.outcome()).isEqualTo(Report.Outcome.DONE);
        assertThat(PostgresCatalog.of(database.jdbcUrl()))
                .anyMatch(line -> line.contains("INDEX a_i"))
                .anyMatch(line -> line.contains("UNIQUE INDEX a_u"));
        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.NOTHING);
        assertThat(project.down(1).outcome()).isEqualTo(Report.Outcome.DONE);
        assertThat(PostgresCatalog.of(database.jdbcUrl())).isEmpty();
    }

    @Test
    void aConcurrentIndexThatFailedIsRemovedAndBuiltAgain() {
        String up =
                "CREATE TABLE a (i int);\nINSERT INTO a VALUES (1), (1);\nCREATE UNIQUE INDEX CONCURRENTLY a_i ON a (i);\n";
        project.migration("1_index", up, "");

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);

        assertThat(failed.failure().statement()).isEqualTo(3);
        assertThat(failed)
                .hasMessageContaining("could not create unique index")
                .hasMessageContaining("goes on at statement 3");
        assertThat(project.states()).containsEntry(1L, MigrationState.RESUMABLE);
        assertThat(invalidIndexes()).isEqualTo(1);

        Jdbc.execute(database.jdbcUrl(), "DELETE FROM a WHERE ctid = '(0,1)'");
        Report mended = project.up();

        assertThat(mended.steps().get(0).step().completed()).isEqualTo(2);
        assertThat(invalidIndexes()).isZero();
        assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM pg_index WHERE indexrelid = 'a_i'::regclass"))
                .isEqualTo(1);
    }

    @Test
    void somebodyElsesInvalidIndexIsLeftAlone() {
        Jdbc.execute(database.jdbcUrl(), "CREATE TABLE b (i int)", "INSERT INTO b VALUES (1), (1)");
        assertThatThrownBy(() -> Jdbc.execute(database.jdbcUrl(), "CREATE UNIQUE INDEX CONCURRENTLY b_i ON b (i)"))
                .hasMessageContaining("could not create unique index");
        project.migration("1_index", "CREATE INDEX CONCURRENTLY b_j ON b (i);", "");

        project.up();

        assertThat(invalidIndexes()).isEqualTo(1);
    }

    @Test
    void anUnnamedConcurrentIndexIsRefusedBeforeAnythingRuns() {
        project.migration("1_a", "CREATE TABLE a (i int);", "");
        project.migration("2_index", "SELECT 1;\nCREATE INDEX CONCURRENTLY ON a (i);\n", "");

        InvalidMigrationException refused = catchThrowableOfType(InvalidMigrationException.class, project::up);

        assertThat(refused.failure().line()).isEqualTo(2);
        assertThat(refused).hasMessageContaining("has no name");
        assertThat(PostgresCatalog.of(database.jdbcUrl())).isEmpty();
    }

    @Test
    void anOrdinaryStatementThatFailsIsResumedWithoutRepeatingTheOnesBefore() {
        String first = "CREATE TABLE a (i int);\nINSERT INTO a VALUES (1);\nVACUUM a;\nINSERT INTO a VALUES (2);\n";
        project.migration("1_mixed", first + "INSERT INTO b VALUES (3);\n", "");

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);
        project.migration("1_mixed", first + "INSERT INTO a VALUES (3);\n", "");
        project.up();

        assertThat(failed.failure().statement()).isEqualTo(5);
        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT i FROM a ORDER BY i"))
                .containsExactly("1", "2", "3");
    }

    @Test
    void whatAScriptSetHoldsForItsLaterStatementsAlsoAfterResuming() {
        Jdbc.execute(database.jdbcUrl(), "CREATE SCHEMA app");
        String first = "SET search_path = app;\nCREATE TABLE a (i int);\nVACUUM a;\n";
        project.migration("1_set", first + "INSERT INTO b VALUES (1);\n", "");
        assertThatThrownBy(project::up).isInstanceOf(StatementFailedException.class);
        project.migration("1_set", first + "INSERT INTO a VALUES (1);\n", "");
        project.migration("2_after", "CREATE TABLE c (i int);", "");

        project.up();

        assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM app.a"))
                .isEqualTo(1);
        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT schemaname FROM pg_tables WHERE tablename = 'c'"))
                .containsExactly("public");
    }

    @Test
    void aTemporaryTableBeforeTheFailureCannotBeResumed() {
        String first = "CREATE TEMP TABLE t AS SELECT 1 AS i;\nCREATE TABLE a (i int);\nVACUUM a;\n";
        project.migration("1_temp", first + "INSERT INTO b SELECT i FROM t;\n", "");
        assertThatThrownBy(project::up).isInstanceOf(StatementFailedException.class);
        project.migration("1_temp", first + "INSERT INTO a SELECT i FROM t;\n", "");

        assertThatThrownBy(project::up)
                .isInstanceOf(DirtyDatabaseException.class)
                .hasMessageContaining("gone with its session");
    }

    @Test
    void aScriptWhollyInATransactionIsAnOrdinaryOne() {
        project.migration("1_wrapped", "BEGIN;\nCREATE TABLE a (i int);\nINSERT INTO b VALUES (1);\nCOMMIT;\n", "");

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);

        assertThat(failed.failure().statement()).isEqualTo(3);
        assertThat(PostgresCatalog.of(database.jdbcUrl())).isEmpty();
        assertThat(project.states()).containsEntry(1L, MigrationState.PENDING);
        project.migration("1_wrapped", "BEGIN;\nCREATE TABLE a (i int);\nCOMMIT;\n", "");
        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.DONE);
    }

    @Test
    void severalTransactionsInAScriptAreOneUnitEach() {
        project.migration(
                "1_two",
                "BEGIN;\nCREATE TABLE a (i int);\nINSERT INTO a VALUES (1);\nCOMMIT;\n"
                        + "START TRANSACTION;\nINSERT INTO a VALUES (2);\nINSERT INTO b VALUES (3);\nEND;\n",
                "");

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);

        assertThat(failed.failure().statement()).isEqualTo(7);
        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT i FROM a")).containsExactly("1");
        assertThat(project.states()).containsEntry(1L, MigrationState.RESUMABLE);
    }

    @Test
    void takingATransactionBackOrHandingItOverIsRefused() {
        project.migration("1_back", "CREATE TABLE a (i int);\nROLLBACK;\n", "");
        assertThatThrownBy(project::up)
                .isInstanceOf(InvalidMigrationException.class)
                .hasMessageContaining("1_back.up.sql:2");

        project.migration(
                "1_back",
                "BEGIN;\nSAVEPOINT s;\nCREATE TABLE a (i int);\nROLLBACK TO s;\nPREPARE TRANSACTION 'x';\n",
                "");
        assertThatThrownBy(project::up)
                .isInstanceOf(InvalidMigrationException.class)
                .hasMessageContaining("1_back.up.sql:5");

        project.migration("1_back", "BEGIN;\nCREATE TABLE a (i int);\n", "");
        assertThatThrownBy(project::up)
                .isInstanceOf(InvalidMigrationException.class)
                .hasMessageContaining("not ended");

        project.migration("1_back", "CREATE TABLE a (i int);\nCOMMIT;\n", "");
        assertThatThrownBy(project::up)
                .isInstanceOf(InvalidMigrationException.class)
                .hasMessageContaining("not begun");
        assertThat(PostgresCatalog.of(database.jdbcUrl())).isEmpty();
    }

    @Test
    void savepointsAreTheScriptsOwn() {
        project.migration(
                "1_save",
                "CREATE TABLE a (i int);\nSAVEPOINT s;\nINSERT INTO a VALUES (1);\nROLLBACK TO SAVEPOINT s;\n",
                "");

        project.up();

        assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM a")).isZero();
    }

    @Test
    void theHistoryIsWrittenByTheOneWhoConnectedWhateverRoleAScriptTakes() {
        project.migration("1_role", "CREATE TABLE a (i int);\nVACUUM a;\nSET ROLE pg_monitor;\nSELECT 1;\n", "");

        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.DONE);
    }

    @Test
    void aBodyThatCommitsRunsOutsideOfATransaction() {
        project.migration(
                "1_batches",
                "CREATE TABLE a (i int);\nDO $$ BEGIN FOR n IN 1..3 LOOP INSERT INTO a VALUES (n); COMMIT; END LOOP; END $$;\n",
                "");

        project.up();

        assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM a")).isEqualTo(3);
    }

    @Test
    void aBodyThatCommittedAndFailedIsDirty() {
        project.migration(
                "1_batches",
                "CREATE TABLE a (i int);\n"
                        + "DO $$ BEGIN FOR n IN 1..3 LOOP INSERT INTO a VALUES (n); COMMIT; PERFORM 1 / (2 - n); END LOOP; END $$;\n",
                "");

        assertThatThrownBy(project::up)
                .isInstanceOf(StatementFailedException.class)
                .hasMessageContaining("--resume skip");

        assertThat(project.states()).containsEntry(1L, MigrationState.DIRTY);
        project.manager().run(new Command.Up(Command.ALL, Command.Resume.SKIP));
        assertThat(project.states()).containsEntry(1L, MigrationState.APPLIED);
    }

    /** What the first attempt has left is still there. */
    @ParameterizedTest
    @ValueSource(strings = {"INSERT INTO missing VALUES (1);\n", "INSERT INTO missing VALUES (1);\nVACUUM a;\n"})
    void aMendedOneThatFailsAgainStaysDirty(String mended) {
        Jdbc.execute(database.jdbcUrl(), "CREATE TABLE a (i int)");
        project.migration("1_batches", "DO $$ BEGIN INSERT INTO a VALUES (1); COMMIT; PERFORM 1 / 0; END $$;\n", "");
        assertThatThrownBy(project::up).isInstanceOf(StatementFailedException.class);
        project.migration("1_batches", mended, "");

        assertThatThrownBy(() -> project.manager().run(new Command.Up(Command.ALL, Command.Resume.RETRY)))
                .isInstanceOf(StatementFailedException.class)
                .hasMessageContaining("--resume skip");

        assertThat(project.states()).containsEntry(1L, MigrationState.DIRTY);
    }

    @Test
    void aProcessKilledWhileItBuildsAnIndexIsSucceededByOneThatFinishesIt() throws SQLException, InterruptedException {
        project.migration("1_a", "CREATE TABLE a (i int);", "");
        project.up();
        project.migration("2_index", "CREATE INDEX CONCURRENTLY a_i ON a (i);", "");
        Process killed;
        try (Connection other = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            // The index waits for this transaction, so it is in the midst of it when the process is killed.
            statement.execute("INSERT INTO a VALUES (1)");
            killed = MigratingProcess.start(project);
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM pg_stat_progress_create_index") > 0);
            killed.destroyForcibly().waitFor();
            await().atMost(Duration.ofSeconds(10))
                    .until(() ->
                            Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM pg_stat_progress_create_index") == 0);
            other.rollback();
        }

        Report report = project.up();

        assertThat(report.outcome()).isEqualTo(Report.Outcome.DONE);
        assertThat(invalidIndexes()).isZero();
        assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM pg_indexes WHERE indexname = 'a_i'"))
                .isEqualTo(1);
    }

    @Test
    void aStatementThatWasDoneWhenItsEndWasNotSeenIsNotRunAgain() {
        project.migration("1_a", "CREATE TABLE a (i int);\nCREATE INDEX CONCURRENTLY a_i ON a (i);\nVACUUM a;\n", "");
        project.up();
        // As a process leaves it that is killed between the end of statement 2 and its checkpoint.
        Jdbc.execute(
                database.jdbcUrl(),
                "DELETE FROM schema_migrations WHERE seq > (SELECT min(seq) FROM schema_migrations WHERE state = 'started')");

        Report report = project.up();

        assertThat(report.steps().get(0).step().completed()).isEqualTo(1);
        assertThat(project.states()).containsEntry(1L, MigrationState.APPLIED);
    }

    @Test
    void aPartitionIsDetachedConcurrently() {
        project.migration(
                "1_parts",
                "CREATE TABLE p (i int) PARTITION BY RANGE (i);\nCREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (9);\n"
                        + "ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY;\nREINDEX TABLE CONCURRENTLY p1;\n",
                "");

        project.up();

        assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM pg_inherits WHERE inhparent = 'p'::regclass"))
                .isZero();
    }

    @Test
    void anOrdinaryStatementWaitsForATablesLockByTryingAgain() throws SQLException {
        project.migration("1_a", "CREATE TABLE a (i int);", "");
        project.up();
        project.migration("2_mixed", "VACUUM a;\nALTER TABLE a ADD COLUMN j int;\n", "");
        project.with(builder -> builder.lockTimeout(Duration.ofMillis(200)));
        try (Connection other = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT * FROM a");
            CompletableFuture<Report> run = CompletableFuture.supplyAsync(project::up);
            await().until(() -> Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM pg_locks WHERE NOT granted") > 0);
            other.rollback();

            assertThat(run.join().outcome()).isEqualTo(Report.Outcome.DONE);
        }
    }

    private long invalidIndexes() {
        return Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM pg_index WHERE NOT indisvalid");
    }
}
