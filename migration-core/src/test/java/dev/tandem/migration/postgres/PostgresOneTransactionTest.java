package dev.tandem.migration.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.Command;
import dev.tandem.migration.DeadlineExceededException;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.Report;
import dev.tandem.migration.Script;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.Step;
import dev.tandem.migration.StepResult;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Project;
import dev.tandem.migration.sql.TransactionScope;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresOneTransactionTest {

    @TempDir
    Path directory;

    private TestDatabase database;
    private Project project;
    private final List<String> told = new CopyOnWriteArrayList<>();

    @BeforeEach
    void createDatabase() {
        database = DatabasesForTests.postgres();
        project = new Project("postgres", database, directory.resolve("migrations"))
                .with(builder -> builder.transaction(TransactionScope.ALL))
                .listener(new MigrationListener() {
                    @Override
                    public void stepStarted(Step step, Script script) {
                        told.add("started " + step.version());
                    }

                    @Override
                    public void stepCompleted(Step step, Duration duration) {
                        told.add("completed " + step.version() + ", tables " + tables());
                    }

                    @Override
                    public void lockAwaited(String name, String holder, Duration waited) {
                        told.add("awaited");
                    }
                });
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    private long tables() {
        return Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM pg_tables WHERE tablename IN ('a', 'b', 'c')");
    }

    private Project three(String third) {
        return project.migration("1_a", "CREATE TABLE a (i int PRIMARY KEY);", "DROP TABLE a;")
                .migration(
                        "2_b",
                        "BEGIN;\nCREATE TABLE b (i int);\nCOPY b FROM stdin;\n1\n\\.\nCOMMIT;\n",
                        "DROP TABLE b;")
                .migration("3_c", third, "DROP TABLE c;");
    }

    @Test
    void whoWaitsDoesNotTryAgainWhatFailedMeanwhileInAnyOfThem() {
        three("SELECT pg_sleep(1);\nSELECT 1 / 0;\n");
        CompletableFuture<Throwable> first = CompletableFuture.supplyAsync(() -> catchThrowable(project::up));
        await().until(() -> told.contains("started 3"));

        StatementFailedException second = catchThrowableOfType(StatementFailedException.class, project::up);

        assertThat(first.join()).hasMessageContaining("division by zero");
        assertThat(second).hasMessageContaining("which held the lock before").hasMessageContaining("division by zero");
        assertThat(told).containsOnlyOnce("started 3");
    }

    @Test
    void allMigrationsAndTheirHistoryAreOneTransaction() {
        three("CREATE TABLE c (i int);").up();

        assertThat(told)
                .containsExactly(
                        "started 1",
                        "started 2",
                        "started 3",
                        "completed 1, tables 3",
                        "completed 2, tables 3",
                        "completed 3, tables 3");
        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT version FROM schema_migrations ORDER BY seq"))
                .containsExactly("1", "2", "3");
        assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count(DISTINCT xmin::text) FROM schema_migrations"))
                .isEqualTo(1);
        assertThat(Jdbc.number(database.jdbcUrl(), "SELECT min(duration_ms) FROM schema_migrations"))
                .isNotNegative();
    }

    @Test
    void whatOneScriptLeavesInTheSessionDoesNotReachTheNext() {
        project.migration(
                        "1_leaks",
                        "SET search_path = ''; SET statement_timeout = '30ms'; SET ROLE pg_monitor;"
                                + " CREATE TEMP TABLE b (t int); PREPARE p AS SELECT 1; DECLARE c CURSOR FOR SELECT 1;",
                        "")
                .migration(
                        "2_next",
                        "CREATE TABLE b (i int); SELECT pg_sleep(0.05); PREPARE p AS SELECT 1;"
                                + " DECLARE c CURSOR FOR SELECT 1;",
                        "");

        project.up();

        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT tableowner FROM pg_tables WHERE tablename = 'b'"))
                .containsExactly(database.username());
    }

    @Test
    void aFailureLeavesNothingOfAnyOfThem() {
        StatementFailedException failed =
                catchThrowableOfType(StatementFailedException.class, three("SELECT 1;\nSELECT 1 / 0;")::up);

        assertThat(failed)
                .hasMessageContaining("3_c.up.sql:2")
                .hasMessageContaining("division by zero")
                .hasMessageContaining("Nothing is left in the database of all 3 migrations of this run, 1 a to 3 c");
        assertThat(failed.report().steps())
                .extracting(StepResult::outcome)
                .containsExactly(
                        StepResult.Outcome.TAKEN_BACK, StepResult.Outcome.TAKEN_BACK, StepResult.Outcome.FAILED);
        assertThat(told).containsExactly("started 1", "started 2", "started 3");
        assertThat(tables()).isZero();
        assertThat(project.states().values()).containsOnly(MigrationState.PENDING);
        assertThat(project.status().migrations().get(2).error()).contains("division by zero");

        three("CREATE TABLE c (i int);").up();
        assertThat(tables()).isEqualTo(3);
    }

    @Test
    void aConstraintThatFailsAtCommitIsToldAsSuch() {
        project.migration(
                        "1_a",
                        "CREATE TABLE a (i int PRIMARY KEY, r int REFERENCES a DEFERRABLE INITIALLY DEFERRED);"
                                + "INSERT INTO a VALUES (1, 2);",
                        "")
                .migration("2_b", "CREATE TABLE b (i int);", "");

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);

        assertThat(failed)
                .hasMessageContaining("foreign key")
                .hasMessageContaining("It failed at COMMIT, so the cause may be in any of them");
        assertThat(tables()).isZero();
        assertThat(told).containsExactly("started 1", "started 2");
    }

    @Test
    void aSessionThatEndsOnTheWayLeavesNothing() {
        three("SELECT pg_terminate_backend(pg_backend_pid());");

        assertThat(catchThrowableOfType(MigrationException.class, project::up)).isNotNull();

        assertThat(tables()).isZero();
        assertThat(project.states().values()).containsOnly(MigrationState.PENDING);
    }

    @Test
    void aValueOfAnEnumIsAddedAndUsedInTransactionsOfTheirOwn() {
        project.with(builder -> builder.transaction(null)).migration("1_e", "CREATE TYPE e AS ENUM ('x');", "");
        project.up();
        project.with(builder -> builder.transaction(TransactionScope.ALL))
                .migration("2_add", "ALTER TYPE e ADD VALUE 'y';", "")
                .migration("3_use", "SELECT 'y'::e;", "");

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);

        assertThat(failed)
                .hasMessageContaining("unsafe use of new value")
                .hasMessageContaining("tandem.databases.postgres.transaction=each");
        project.with(builder -> builder.transaction(TransactionScope.EACH)).up();
        assertThat(project.states().values()).containsOnly(MigrationState.APPLIED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE INDEX CONCURRENTLY i ON a (i);",
                "VACUUM a;",
                "BEGIN; SELECT 1; COMMIT; SELECT 2;",
                "-- migrate:up transaction:false\nSELECT 1;",
                "-- +goose NO TRANSACTION\nSELECT 1;"
            })
    void aScriptThatCannotBeInItIsRefusedBeforeTheStart(String script) {
        InvalidMigrationException refused = catchThrowableOfType(InvalidMigrationException.class, three(script)::up);

        assertThat(refused)
                .hasMessageContaining("3 c cannot be in one transaction")
                .hasMessageContaining("3_c.up.sql")
                .hasMessageContaining("transaction=each");
        assertThat(told).isEmpty();
        assertThat(PostgresCatalog.of(database.jdbcUrl())).isEmpty();
    }

    @Test
    void takesBackInOneTransaction() {
        three("CREATE TABLE c (i int);").up();
        project.write("1_a.down.sql", "DROP TABLE missing;");

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, () -> project.down(3));

        assertThat(failed).hasMessageContaining("1_a.down.sql");
        assertThat(tables()).isEqualTo(3);
        project.write("1_a.down.sql", "DROP TABLE a;");
        assertThat(project.down(3).steps()).extracting(StepResult::outcome).containsOnly(StepResult.Outcome.REVERTED);
        assertThat(tables()).isZero();
    }

    @Test
    void aTakenLockTakesEverythingBackBeforeItIsTriedAgain() throws SQLException {
        project.migration("1_a", "CREATE TABLE a (i int);", "").up();
        told.clear();
        project.migration("2_b", "CREATE TABLE b (i int);", "").migration("3_c", "ALTER TABLE a ADD j int;", "");
        project.with(builder -> builder.lockTimeout(Duration.ofMillis(200)));
        try (Connection other = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT * FROM a");
            CompletableFuture<Report> run = CompletableFuture.supplyAsync(project::up);
            await().until(() -> told.contains("awaited"));
            assertThat(tables()).isEqualTo(1);
            other.rollback();

            assertThat(run.join().outcome()).isEqualTo(Report.Outcome.DONE);
        }
        assertThat(told.stream().filter(event -> !event.equals("awaited")))
                .containsExactly("started 2", "started 3", "completed 2, tables 2", "completed 3, tables 2");
    }

    @Test
    void whereNobodyKnowsWhetherItWasCommittedNoneIsToldToBeTakenBack() {
        three("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;"
                + " CREATE CONSTRAINT TRIGGER t AFTER INSERT ON a DEFERRABLE INITIALLY DEFERRED"
                + " FOR EACH ROW EXECUTE FUNCTION f(); INSERT INTO a VALUES (7);");

        MigrationException failed = catchThrowableOfType(MigrationException.class, project::up);

        assertThat(failed).hasMessageContaining("The connection was lost at COMMIT");
        assertThat(failed.report().steps()).extracting(StepResult::outcome).containsOnly(StepResult.Outcome.FAILED);
    }

    @Test
    void aMigrationsOwnTimeoutIsThatOfItsPart() {
        three("-- tandem:timeout 1s\nSELECT pg_sleep(60);");

        DeadlineExceededException exceeded = catchThrowableOfType(DeadlineExceededException.class, project::up);

        assertThat(exceeded).hasMessageContaining("own timeout of 1s").hasMessageContaining("3_c.up.sql");
        assertThat(tables()).isZero();
    }

    @Test
    void theDryRunShowsOneTransaction() {
        StringBuilder out = new StringBuilder();

        three("CREATE TABLE c (i int);").manager().dryRun(Command.up(), out);

        List<String> lines = new ArrayList<>(out.toString().lines().toList());
        lines.removeIf(line -> line.startsWith("SET "));
        assertThat(lines).first().isEqualTo("BEGIN;");
        assertThat(lines).last().isEqualTo("COMMIT;");
        assertThat(lines.stream().filter(line -> line.equals("BEGIN;") || line.equals("COMMIT;")))
                .hasSize(2);
        assertThat(lines.stream().filter(line -> line.equals("RESET ALL;"))).hasSize(2);
    }
}
