package dev.tandem.migration.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.Command;
import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.Deadline;
import dev.tandem.migration.DeadlineExceededException;
import dev.tandem.migration.DirtyDatabaseException;
import dev.tandem.migration.HistoryMismatchException;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.LockedWork;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.MigrationSession;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.MigrationStatus;
import dev.tandem.migration.Obstacle;
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
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("matrix")
class PostgresExecutionTest {

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
    void aFailureLeavesNothingOfItsMigration() {
        project.migration(
                "1_three", "CREATE TABLE a (i int);\nINSERT INTO a VALUES (1);\nINSERT INTO b VALUES (2);\n", "");

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);

        assertThat(failed)
                .hasMessageContaining("relation \"b\" does not exist")
                .hasMessageContaining("1_three.up.sql:3")
                .hasMessageContaining("statement 3: INSERT INTO b")
                .hasMessageContaining("Nothing of it is left");
        assertThat(PostgresCatalog.of(database.jdbcUrl())).isEmpty();
        MigrationStatus status = project.status().migrations().get(0);
        assertThat(status.state()).isEqualTo(MigrationState.PENDING);
        assertThat(status.error()).contains("relation \"b\" does not exist");
    }

    @Test
    void theLineOfAnErrorInsideALongStatementIsItsOwn() {
        project.migration("1_long", "SELECT 1;\n\nCREATE TABLE a (\n  i int,\n  j nonsense\n);\n", "");

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);

        assertThat(failed.failure().statement()).isEqualTo(2);
        assertThat(failed.failure().line()).isEqualTo(5);
    }

    @Test
    void aConstraintThatFailsAtCommitIsToldAsSuch() {
        project.migration(
                "1_deferred",
                "CREATE TABLE a (i int PRIMARY KEY, r int REFERENCES a DEFERRABLE INITIALLY DEFERRED);"
                        + "INSERT INTO a VALUES (1, 2);",
                "");

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);

        assertThat(failed).hasMessageContaining("COMMIT").hasMessageContaining("foreign key");
        assertThat(PostgresCatalog.of(database.jdbcUrl())).isEmpty();
    }

    @Test
    void whatAScriptLeavesInTheSessionDoesNotReachTheNext() {
        project.migration(
                "1_leaks",
                "SET search_path = ''; SET statement_timeout = '30ms'; SET ROLE pg_monitor; CREATE TEMP TABLE b (t int);"
                        + " PREPARE p AS SELECT 1; DECLARE c CURSOR WITH HOLD FOR SELECT 1; LISTEN x;"
                        + " SELECT pg_advisory_unlock_all();",
                "");
        project.migration(
                "2_next",
                "CREATE TABLE b (i int); SELECT pg_sleep(0.05); PREPARE p AS SELECT 1;"
                        + " DECLARE c CURSOR WITH HOLD FOR SELECT 1;",
                "");

        project.up();

        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT tableowner FROM pg_tables WHERE tablename = 'b'"))
                .containsExactly(database.username());
    }

    @Test
    void oneTransactionHoldsEvenAThousandStatements() {
        StringBuilder up = new StringBuilder("CREATE TABLE a (i int);\n");
        for (int i = 0; i < 1_200; i++) {
            up.append("INSERT INTO a VALUES (").append(i).append(");\n");
        }
        project.migration("1_many", up + "INSERT INTO a VALUES ('x');\n", "");

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);
        project.migration("1_many", up.toString(), "");
        project.up();

        assertThat(failed.failure().statement()).isEqualTo(1_202);
        assertThat(failed.failure().line()).isEqualTo(1_202);
        assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM a")).isEqualTo(1_200);
    }

    @Test
    void manyStartingAtOnceRunEachStatementOnce() throws ExecutionException, InterruptedException {
        project.migration("1_log", "CREATE TABLE log (i int); SELECT pg_sleep(0.2);", "");
        for (int i = 2; i <= 6; i++) {
            project.migration(i + "_row", "INSERT INTO log VALUES (" + i + ");", "");
        }
        List<CompletableFuture<Report>> runs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            runs.add(CompletableFuture.supplyAsync(project::up, task -> new Thread(task).start()));
        }

        List<Report.Outcome> outcomes = new ArrayList<>();
        for (CompletableFuture<Report> run : runs) {
            outcomes.add(run.get().outcome());
        }

        assertThat(outcomes).containsOnlyOnce(Report.Outcome.DONE);
        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT i FROM log ORDER BY i"))
                .containsExactly("2", "3", "4", "5", "6");
    }

    @Test
    void whoWaitsForTheLockIsToldWhoHoldsItAndDoesNotTryAFailedMigrationAgain() {
        project.migration("1_fails", "SELECT pg_sleep(0.7); SELECT 1 / 0;", "");
        List<String> holders = new ArrayList<>();
        CompletableFuture<Void> first = CompletableFuture.runAsync(
                () -> assertThatThrownBy(project::up).isInstanceOf(StatementFailedException.class));
        await().until(() -> project.status().lock().holder() != null);
        project.listener(new MigrationListener() {
            @Override
            public void lockAwaited(String name, String holder, Duration waited) {
                holders.add(holder);
            }
        });

        StatementFailedException second = catchThrowableOfType(StatementFailedException.class, project::up);
        first.join();

        assertThat(holders).isNotEmpty();
        assertThat(holders.get(0)).startsWith("tandem ").contains("server process");
        assertThat(second).hasMessageContaining("which held the lock before").hasMessageContaining("division by zero");
        assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM schema_migrations"))
                .isEqualTo(1);
    }

    @Test
    void theDeadlineEndsAStatementInTheServer() {
        project.migration("1_a", "CREATE TABLE a (i int);", "");
        project.migration("2_sleeps", "SELECT pg_sleep(600);", "").timeout(Duration.ofSeconds(2));
        long start = System.nanoTime();

        DeadlineExceededException exceeded = catchThrowableOfType(DeadlineExceededException.class, project::up);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(exceeded).hasMessageContaining("deadline of 2s").hasMessageContaining("pg_sleep(600)");
        assertThat(exceeded.report().steps().get(0).outcome().name()).isEqualTo("APPLIED");
        await().untilAsserted(() -> assertThat(sessions()).isZero());
        assertThat(project.states()).containsEntry(2L, MigrationState.PENDING);
    }

    @Test
    void theDeadlineEndsEvenAStatementThatDoesNotHeedBeingCancelled() {
        project.migration(
                        "1_stubborn",
                        "DO $$ BEGIN LOOP BEGIN PERFORM pg_sleep(60); EXCEPTION WHEN query_canceled THEN NULL; END;"
                                + " END LOOP; END $$;",
                        "")
                .timeout(Duration.ofSeconds(1));
        long start = System.nanoTime();

        assertThatThrownBy(project::up).isInstanceOf(DeadlineExceededException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
        await().until(() -> sessions() == 0);
    }

    @Test
    void theDeadlineEndsAPlanAndARunWhoseHistorySomebodyHolds() throws SQLException {
        project.migration("1_a", "CREATE TABLE a (i int);", "");
        project.up();
        project.timeout(Duration.ofSeconds(1));

        try (Connection other = historyHeld()) {
            DeadlineExceededException planned = within(() -> catchThrowableOfType(
                    DeadlineExceededException.class, () -> project.manager().plan(Command.up())));
            DeadlineExceededException run =
                    within(() -> catchThrowableOfType(DeadlineExceededException.class, project::up));

            assertThat(planned).hasMessageContaining("deadline of 1s");
            assertThat(run).hasMessageContaining("deadline of 1s");
            assertThat(other.isClosed()).isFalse();
        }
        await().untilAsserted(() -> assertThat(sessions()).isZero());
    }

    @Test
    void aRunWhoseHistorySomebodyHoldsIsCancelled() throws SQLException {
        project.migration("1_a", "CREATE TABLE a (i int);", "");
        project.up();
        MigrationManager manager = project.timeout(null).manager();

        try (Connection other = historyHeld()) {
            CompletableFuture<RunCancelledException> running = CompletableFuture.supplyAsync(
                    () -> catchThrowableOfType(RunCancelledException.class, () -> manager.run(Command.up())));
            await().until(() -> waitingForLocks() == 1);
            manager.cancel();

            RunCancelledException cancelled = within(running::join);
            assertThat(cancelled.report().databases().get(0).error())
                    .contains("while the history of postgres was read");
            assertThat(other.isClosed()).isFalse();
        }
    }

    @Test
    void otherWorkIsRefusedOnWhatBecameDirtyWhileItWaited() {
        project.migration("1_half", "-- migrate:up transaction:false\nDO $$ BEGIN COMMIT; RAISE 'no'; END $$;", "");

        assertThatThrownBy(() -> project.manager().run(new LockedWork<String>() {
                    @Override
                    public Set<String> prepare(String runId, Map<String, MigrationSession> all, Deadline deadline) {
                        assertThatThrownBy(project::up).isInstanceOf(StatementFailedException.class);
                        return all.keySet();
                    }

                    @Override
                    public String execute() {
                        return "done";
                    }
                }))
                .isInstanceOf(DirtyDatabaseException.class);
    }

    private Connection historyHeld() throws SQLException {
        Connection other = DriverManager.getConnection(database.jdbcUrl());
        other.setAutoCommit(false);
        try (Statement statement = other.createStatement()) {
            statement.execute("LOCK TABLE schema_migrations IN ACCESS EXCLUSIVE MODE");
        }
        return other;
    }

    private long waitingForLocks() {
        return Jdbc.number(
                database.jdbcUrl(),
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
    }

    /** What would hang is given up, so that the test fails instead. */
    private static <T> T within(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work)
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void aTablesLockIsTriedForAgainAndWhoHoldsItIsNamed() throws SQLException {
        project.migration("1_a", "CREATE TABLE a (i int);", "");
        project.up();
        project.migration("2_alter", "INSERT INTO a VALUES (1);\nALTER TABLE a ADD COLUMN j int;\n", "");
        List<String> blockers = new CopyOnWriteArrayList<>();
        project.with(builder -> builder.lockTimeout(Duration.ofMillis(300))).listener(new MigrationListener() {
            @Override
            public void lockAwaited(String name, String holder, Duration waited) {
                if (holder != null) {
                    blockers.add(holder);
                }
            }
        });
        try (Connection other = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT * FROM a");
            CompletableFuture<Report> run = CompletableFuture.supplyAsync(project::up);
            await().until(() -> !blockers.isEmpty());
            other.rollback();

            assertThat(run.join().outcome()).isEqualTo(Report.Outcome.DONE);
        }
        assertThat(blockers.get(0)).startsWith("server process ").contains("idle in transaction");
        assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM a")).isEqualTo(1);
    }

    @Test
    void aTablesLockThatIsNeverFreeEndsTheRunAfterLockWait() throws SQLException {
        project.migration("1_a", "CREATE TABLE a (i int);", "");
        project.up();
        project.migration("2_alter", "ALTER TABLE a ADD COLUMN j int;", "");
        project.with(builder -> builder.lockTimeout(Duration.ofMillis(200))).lockWait(Duration.ofSeconds(1));
        try (Connection other = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT * FROM a");

            StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);

            assertThat(failed)
                    .hasMessageContaining("lock timeout")
                    .hasMessageContaining("idle in transaction")
                    .hasMessageContaining("lock-wait");
            other.rollback();
        }
    }

    @Test
    void aDeadlineThatEndsWhileATablesLockIsAwaitedIsToldOfTheStatementAndRecorded() throws SQLException {
        project.migration("1_a", "CREATE TABLE a (i int);", "");
        project.up();
        project.migration("2_alter", "SELECT 1;\nALTER TABLE a ADD COLUMN j int;", "");
        project.with(builder -> builder.lockTimeout(Duration.ofMillis(100))).timeout(Duration.ofSeconds(2));
        try (Connection other = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT * FROM a");

            DeadlineExceededException exceeded = catchThrowableOfType(DeadlineExceededException.class, project::up);

            assertThat(exceeded.failure().database()).isEqualTo("postgres");
            assertThat(exceeded.failure().statement()).isEqualTo(2);
            other.rollback();
        }
        assertThat(project.status().migrations().get(1).error()).contains("deadline of 2s");
    }

    @Test
    void cancellingEndsARun() {
        project.migration("1_sleeps", "SELECT pg_sleep(600);", "");
        MigrationManager manager = project.manager();
        CompletableFuture<Void> run = CompletableFuture.runAsync(
                () -> assertThatThrownBy(() -> manager.run(Command.up())).isInstanceOf(RunCancelledException.class));
        await().until(() -> asleep() > 0);

        manager.cancel();

        run.join();
        await().untilAsserted(() -> assertThat(sessions()).isZero());
    }

    @Test
    void aKilledProcessDoesNotKeepTheNextOneWaiting() throws InterruptedException {
        project.migration("1_a", "CREATE TABLE a (i int); SELECT pg_sleep(60);", "");
        Process killed = MigratingProcess.start(project);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> sessions() > 0 && project.status().lock().holder() != null);
        killed.destroyForcibly().waitFor();
        project.migration("1_a", "CREATE TABLE a (i int);", "");
        long start = System.nanoTime();

        Report report = project.up();

        assertThat(report.outcome()).isEqualTo(Report.Outcome.DONE);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void aProcessToldToEndTakesItsMigrationBackAndLetsGo() throws InterruptedException {
        project.migration("1_a", "CREATE TABLE a (i int); SELECT pg_sleep(60);", "");
        Process ended = MigratingProcess.start(project);
        await().atMost(Duration.ofSeconds(20)).until(() -> asleep() > 0);
        long start = System.nanoTime();

        ended.destroy();
        ended.waitFor();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        await().untilAsserted(() -> assertThat(sessions()).isZero());
        assertThat(project.status().migrations().get(0).error()).contains("shutting down");
    }

    @Test
    void aSessionEndedByTheServerIsAFailureThatLeavesNothing() {
        project.migration(
                "1_ended", "CREATE TABLE a (i int); SELECT pg_terminate_backend(pg_backend_pid()); SELECT 1;", "");

        assertThatThrownBy(project::up).isInstanceOf(MigrationException.class);

        assertThat(PostgresCatalog.of(database.jdbcUrl())).isEmpty();
        assertThat(project.states()).containsEntry(1L, MigrationState.PENDING);
    }

    @Test
    void anotherToolsTableIsRecognisedAndLeftAlone() {
        Jdbc.execute(
                database.jdbcUrl(),
                "CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL)",
                "INSERT INTO schema_migrations VALUES (7, false)");
        project.migration("1_a", "CREATE TABLE a (i int);", "");

        HistoryMismatchException refused = catchThrowableOfType(HistoryMismatchException.class, project::up);

        assertThat(refused)
                .hasMessageContaining("golang-migrate")
                .hasMessageContaining("tandem.databases.postgres.table");
        assertThat(Jdbc.number(database.jdbcUrl(), "SELECT version FROM schema_migrations"))
                .isEqualTo(7);
    }

    @Test
    void theHistoryMayLiveInASchemaOfItsOwn() {
        Jdbc.execute(database.jdbcUrl(), "CREATE SCHEMA app");
        project.with(builder -> builder.schema("app")).migration("1_a", "CREATE TABLE a (i int);", "DROP TABLE a;");

        project.up();

        assertThat(Jdbc.strings(
                        database.jdbcUrl(), "SELECT tablename FROM pg_tables WHERE schemaname = 'app' ORDER BY 1"))
                .containsExactly("a", "schema_migrations");
        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.NOTHING);
        assertThat(project.down(1).outcome()).isEqualTo(Report.Outcome.DONE);
    }

    @Test
    void aSchemaThatDoesNotExistIsNamed() {
        project.with(builder -> builder.schema("nowhere")).migration("1_a", "CREATE TABLE a (i int);", "");

        assertThatThrownBy(project::up)
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("schema nowhere does not exist");
    }

    @Test
    void aHistoryInASchemaThatTheUserMayNotUseIsNotBegunASecondTime() {
        Jdbc.execute(database.jdbcUrl(), "CREATE SCHEMA \"the, app\"", "CREATE SCHEMA theirs");
        project.with(builder -> builder.schema("the, app"));
        project.migration("1_a", "CREATE TABLE a (i int);", "");
        project.up();
        String role = "outsider_" + database.name();
        Jdbc.execute(
                database.jdbcUrl(),
                "CREATE ROLE " + role + " LOGIN PASSWORD 'x'",
                "ALTER ROLE " + role + " SET search_path = \"the, app\", theirs",
                "GRANT ALL ON SCHEMA theirs TO " + role);
        Project outsider = new Project("main", database, project.folder())
                .with(builder -> builder.url(withoutUser(database.jdbcUrl()))
                        .username(role)
                        .password("x"));
        try {
            assertThatThrownBy(outsider::up)
                    .isInstanceOf(DatabaseUnreachableException.class)
                    .hasMessageContaining("The history is in the schema the, app, which user " + role)
                    .hasMessageContaining("GRANT USAGE ON SCHEMA \"the, app\" TO \"" + role + "\"");
            assertThatThrownBy(() -> outsider.manager().dryRun(Command.up(), new StringBuilder()))
                    .isInstanceOf(DatabaseUnreachableException.class);
            assertThat(outsider.status().obstacle().kind()).isEqualTo(Obstacle.Kind.DENIED);
            assertThat(Jdbc.number(
                            database.jdbcUrl(),
                            "SELECT count(*) FROM pg_class WHERE relname = 'schema_migrations' AND relkind = 'r'"))
                    .isEqualTo(1);

            Jdbc.execute(
                    database.jdbcUrl(),
                    "GRANT USAGE ON SCHEMA \"the, app\" TO " + role,
                    "GRANT SELECT, INSERT ON \"the, app\".schema_migrations TO " + role);
            assertThat(outsider.up().outcome()).isEqualTo(Report.Outcome.NOTHING);
        } finally {
            Jdbc.execute(database.jdbcUrl(), "DROP OWNED BY " + role, "DROP ROLE " + role);
        }
    }

    @Test
    void anotherToolsTableOrAnUnrelatedSchemaIsNoHiddenHistory() {
        Jdbc.execute(
                database.jdbcUrl(),
                "CREATE SCHEMA closed",
                "CREATE SCHEMA elsewhere",
                "CREATE TABLE closed.schema_migrations (version bigint)",
                "CREATE TABLE elsewhere.schema_migrations (version bigint)",
                "COMMENT ON TABLE elsewhere.schema_migrations IS 'tandem history, layout 1'");
        String role = "newcomer_" + database.name();
        Jdbc.execute(
                database.jdbcUrl(),
                "CREATE ROLE " + role + " LOGIN PASSWORD 'x'",
                "ALTER ROLE " + role + " SET search_path = closed, public",
                "GRANT ALL ON SCHEMA public TO " + role);
        project.migration("1_a", "CREATE TABLE a (i int);", "");
        try {
            project.with(builder -> builder.url(withoutUser(database.jdbcUrl()))
                            .username(role)
                            .password("x"))
                    .up();

            assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM public.schema_migrations"))
                    .isEqualTo(1);
        } finally {
            Jdbc.execute(database.jdbcUrl(), "DROP OWNED BY " + role, "DROP ROLE " + role);
        }
    }

    @Test
    void aHostileSchemaIsOnlyASchema() {
        String hostile = "s'; \"DROP\" SCHEMA ü -- ";
        Jdbc.execute(database.jdbcUrl(), "CREATE SCHEMA \"" + hostile.replace("\"", "\"\"") + "\"");
        project.with(builder -> builder.schema(hostile).table("h'\";--"));
        project.migration("1_a", "CREATE TABLE a (i int);", "DROP TABLE a;");

        project.up();

        assertThat(Jdbc.strings(
                        database.jdbcUrl(),
                        "SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                                + " WHERE c.relname IN ('a', 'h''\";--')"))
                .containsExactly(hostile, hostile);
        assertThat(project.status().current()).isEqualTo(1);
        assertThat(project.down(1).steps()).hasSize(1);
        project.up();
        project.manager().run(new Command.Drop());
        assertThat(project.status().current()).isNull();
    }

    @Test
    void aNameThatTheServerWouldCutIsRefused() {
        String longest = "ü".repeat(31) + "x";
        project.with(builder -> builder.table(longest));
        project.migration("1_a", "CREATE TABLE a (i int);", "");
        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.DONE);
        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.NOTHING);

        assertThatThrownBy(() ->
                        project.with(builder -> builder.table(longest + "y")).up())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("tandem.databases.postgres.table is longer than the 63 bytes");
        assertThatThrownBy(() -> project.with(builder -> builder.table("h").schema(longest + "y"))
                        .up())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("tandem.databases.postgres.schema is longer");
    }

    @Test
    void anExistingHistoryNeedsNoRightToCreate() {
        project.migration("1_a", "CREATE TABLE a (i int);", "");
        project.up();
        String role = "writer_" + database.name();
        Jdbc.execute(
                database.jdbcUrl(),
                "CREATE ROLE " + role + " LOGIN PASSWORD 'x'",
                "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
                "GRANT ALL ON ALL TABLES IN SCHEMA public TO " + role);
        project.migration("2_b", "INSERT INTO a VALUES (1);", "");
        try {
            project.with(builder -> builder.url(withoutUser(database.jdbcUrl()))
                            .username(role)
                            .password("x"))
                    .up();

            assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM a"))
                    .isEqualTo(1);
        } finally {
            Jdbc.execute(database.jdbcUrl(), "DROP OWNED BY " + role, "DROP ROLE " + role);
        }
    }

    @Test
    void aServerThatCannotBeReachedIsNamedWithoutSecrets() {
        project.migration("1_a", "SELECT 1;", "");
        project.with(builder -> builder.url("postgres://someone:s3cret@localhost:1/nowhere?password=s3cret"))
                .timeout(Duration.ofSeconds(1));

        DatabaseUnreachableException unreachable =
                catchThrowableOfType(DatabaseUnreachableException.class, project::up);
        DatabaseStatus status = project.status();

        assertThat(unreachable).hasMessageContaining("localhost:1").message().doesNotContain("s3cret");
        assertThat(status.reachable()).isFalse();
        assertThat(status.error()).isNotBlank().doesNotContain("s3cret");
    }

    @Test
    void aWrongPasswordFailsAtOnce() {
        project.migration("1_a", "SELECT 1;", "");
        project.with(builder -> builder.url(withoutUser(database.jdbcUrl()))
                .username("nobody_known")
                .password("wr0ng"));

        DatabaseUnreachableException denied = catchThrowableOfType(DatabaseUnreachableException.class, project::up);

        assertThat(denied).hasMessageContaining("does not let us in").message().doesNotContain("wr0ng");
    }

    @Test
    void eachStatementIsToldToTheListeners() {
        List<String> heard = new ArrayList<>();
        project.migration("1_a", "CREATE TABLE a (i int); SELECT 2;", "");
        project.listener(new MigrationListener() {
            @Override
            public void statementStarted(Step step, SqlStatement statement) {
                heard.add(step.version() + "." + statement.number());
            }

            @Override
            public void stepCompleted(Step step, Duration duration) {
                heard.add("done " + step.version());
            }
        });

        project.up();

        assertThat(heard).containsExactly("1.1", "1.2", "done 1");
    }

    private static String withoutUser(String url) {
        return url.replaceFirst("\\?.*", "");
    }

    /** Sessions that execute pg_sleep in this database. */
    private long asleep() {
        return Jdbc.number(
                database.jdbcUrl(),
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()");
    }

    /** Sessions of Tandem in this database. */
    private long sessions() {
        return Jdbc.number(
                database.jdbcUrl(),
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                        + " AND application_name LIKE 'tandem %'");
    }
}
