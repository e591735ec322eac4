package dev.tandem.migration.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.LostLockException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Report;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.Step;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.fault.FaultProxy;
import dev.tandem.migration.fault.FaultProxy.Fate;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.MigratingProcess;
import dev.tandem.migration.sql.Project;
import dev.tandem.migration.sql.TableLocation;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run whose connection, and with it the lock, is gone half-way, while another one takes over. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PostgresLostLockTest {
    /** Of all moments, by some at a time: neighbours differ little. */
    private static final int STEP = 7;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String END_RUNS =
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database()"
                    + " AND application_name LIKE 'tandem %'";

    @TempDir
    Path directory;

    private TestDatabase database;
    private Project project;

    @BeforeEach
    void createDatabase() {
        database = DatabasesForTests.postgres();
        project = written();
    }

    /** One that is whole in a transaction, one that is not, one more. */
    private Project written() {
        return project()
                .migration("1_a", "CREATE TABLE a (i int);\nINSERT INTO a VALUES (1);\n", "")
                .migration("2_b", "INSERT INTO a VALUES (2);\nVACUUM a;\nINSERT INTO a VALUES (3);\n", "")
                .migration("3_c", "INSERT INTO a VALUES (4);\n", "");
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    /** The same files, which are not written again: somebody may be reading them. */
    private Project project() {
        return new Project("postgres", database, directory.resolve("migrations"));
    }

    private void assertOnce() {
        assertThat(project().up().outcome()).isNotEqualTo(Report.Outcome.FAILED);
        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT i FROM a ORDER BY i"))
                .containsExactly("1", "2", "3", "4");
    }

    private void again() {
        Jdbc.execute(database.jdbcUrl(), "DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
        project = project();
    }

    @Test
    void aConnectionThatTheServerEndsAtAnyMomentIsNamedAndAppliesNothingTwice() throws IOException {
        endAtEveryMoment("terminating connection|connection has been closed|I/O error|connection attempt", () -> {
            Jdbc.strings(database.jdbcUrl(), END_RUNS);
            return Fate.GO_ON;
        });
    }

    @Test
    void aConnectionThatAProxyCutsAtAnyMomentIsNamedAndAppliesNothingTwice() throws IOException {
        endAtEveryMoment("connection has been closed|I/O error|connection attempt", () -> Fate.CUT);
    }

    /** The moment at which the run is disturbed, and another run finishes everything before it hears of anything. */
    @Test
    void aRunWhoseSuccessorIsDoneBeforeItHearsOfItsEndAppliesNothingTwice() throws IOException {
        endAtEveryMoment("terminating connection|connection has been closed|I/O error|connection attempt", () -> {
            Jdbc.strings(database.jdbcUrl(), END_RUNS);
            assertThat(project().up().outcome()).isNotEqualTo(Report.Outcome.FAILED);
            return Fate.GO_ON;
        });
    }

    /** Between two transactions of a run another one, which must not be there, writes the history. */
    private Project disturbed() {
        return new Project("postgres", database, directory.resolve("disturbed"))
                .migration("1_a", "CREATE TABLE a (i int);", "")
                .listener(new MigrationListener() {
                    @Override
                    public void stepCompleted(Step step, Duration duration) {
                        Jdbc.execute(
                                database.jdbcUrl(),
                                "INSERT INTO schema_migrations SELECT seq + 1, fence + 1, 'other', applied_by, at,"
                                        + " duration_ms, 99, 'z', action, state, statement, statements, fingerprint,"
                                        + " script, effects, cursor, down_sql, error FROM schema_migrations"
                                        + " ORDER BY seq DESC LIMIT 1");
                    }
                });
    }

    private void assertLost(Project disturbed) {
        LostLockException lost = catchThrowableOfType(LostLockException.class, disturbed::up);

        assertThat(lost).hasMessageContaining("Another run has written the history meanwhile");
        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT i FROM a")).isEmpty();
        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT version FROM schema_migrations ORDER BY seq"))
                .containsExactly("1", "99");
    }

    @ParameterizedTest
    @ValueSource(strings = {"INSERT INTO a VALUES (2);", "CREATE TABLE a (i int);"})
    void aMigrationBehindWhatAnotherRunHasWrittenIsTakenBackWhetherItFailsOrNot(String second) {
        assertLost(disturbed().migration("2_b", second, ""));
    }

    @Test
    void aHookBehindWhatAnotherRunHasWrittenIsNotExecuted() {
        assertLost(disturbed().write("after_up.sql", "INSERT INTO a VALUES (2);"));
    }

    private void endAtEveryMoment(String named, Supplier<Fate> disturbance) throws IOException {
        int failed = 0;
        boolean struck = true;
        for (int moment = 0; struck; moment += STEP) {
            try (FaultProxy proxy = FaultProxy.postgres(database.jdbcUrl())) {
                project.with(builder -> builder.url(proxy.url()));
                CompletableFuture<Fate> disturbed = new CompletableFuture<>();
                proxy.at(moment, place -> disturbed.completeAsync(disturbance).join());
                MigrationException e = catchThrowableOfType(MigrationException.class, project::up);
                struck = proxy.hasStruck();
                if (struck) {
                    // It may be the run's taking leave, which waits for nobody.
                    disturbed.join();
                }
                if (e != null) {
                    failed++;
                    assertThat(e)
                            .as("at moment %s", moment)
                            .isInstanceOfAny(StatementFailedException.class, DatabaseUnreachableException.class)
                            .message()
                            .containsPattern("(?i)" + named);
                }
            }
            assertOnce();
            again();
        }
        assertThat(failed).as("disturbed runs that failed").isGreaterThan(5);
    }

    /** Its statement is in the server when it is stopped; it wakes up when another run has done everything. */
    @Test
    void aStoppedProcessThatWakesUpLaterAppliesNothingTwiceAndSaysWhatHappened()
            throws IOException, InterruptedException {
        Jdbc.execute(database.jdbcUrl(), "CREATE TABLE gate (i int)", "INSERT INTO gate VALUES (1)");
        project.migration(
                "2_b", "INSERT INTO a VALUES (2);\nSELECT pg_sleep(60) FROM gate;\nINSERT INTO a VALUES (3);\n", "");
        Process child = MigratingProcess.start(project);
        try {
            await().atMost(PATIENCE)
                    .until(() -> Jdbc.number(
                                    database.jdbcUrl(),
                                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                            + " AND wait_event = 'PgSleep'")
                            == 1);
            signal("-STOP", child);
            Jdbc.execute(database.jdbcUrl(), END_RUNS, "DELETE FROM gate");
            assertThat(project.up().outcome()).isEqualTo(Report.Outcome.DONE);

            signal("-CONT", child);

            String said = new String(child.getInputStream().readAllBytes(), UTF_8);
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue()).as(said).isEqualTo(1);
            assertThat(said).contains("terminating connection due to administrator command");
        } finally {
            child.destroyForcibly();
        }
        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT i FROM a ORDER BY i"))
                .containsExactly("1", "2", "3", "4");
    }

    private static void signal(String signal, Process process) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** In a script that is no transaction nothing brings it back before somebody else has it. */
    @Test
    void aLockThatAScriptLetsGoOfAndAnotherTakesIsLost() throws SQLException {
        project.migration(
                "2_b",
                "-- migrate:up transaction:false\nINSERT INTO a VALUES (2);\nSELECT pg_advisory_unlock_all();\n"
                        + "INSERT INTO a VALUES (3);\n",
                "");
        long key = AdvisoryLock.of(new TableLocation("public", "schema_migrations", false, null))
                .key();
        try (Connection other = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = other.createStatement()) {
            LostLockException lost = takenAt(2, 3, () -> statement.execute("SELECT pg_advisory_lock(" + key + ")"));

            assertThat(lost).hasMessageContaining("The lock was lost, and another run holds it now");
            assertThat(lost.failure().version()).isEqualTo(2);
            assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT i FROM a ORDER BY i"))
                    .containsExactly("1", "2");
        }
        project = new Project("postgres", database, directory.resolve("migrations"));
        project.up();
        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT i FROM a ORDER BY i"))
                .containsExactly("1", "2", "3", "4");
    }

    /** A script within a transaction keeps the lock until its end, whatever it does; the next one finds it lost. */
    @Test
    void aLockThatAScriptInATransactionLetsGoOfIsLostAtItsEndAtTheEarliest() throws SQLException {
        project.migration(
                "1_a", "CREATE TABLE a (i int);\nSELECT pg_advisory_unlock_all();\nINSERT INTO a VALUES (1);\n", "");
        long key = AdvisoryLock.of(new TableLocation("public", "schema_migrations", false, null))
                .key();
        try (Connection other = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = other.createStatement()) {
            LostLockException lost = takenAt(2, 1, () -> statement.execute("SELECT pg_advisory_lock(" + key + ")"));

            assertThat(lost).hasMessageContaining("The lock was lost, and another run holds it now");
            assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT i FROM a")).containsExactly("1");
        }
        project = new Project("postgres", database, directory.resolve("migrations"));
        project.up();
        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT i FROM a ORDER BY i"))
                .containsExactly("1", "2", "3", "4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT pg_advisory_unlock_all()", "DISCARD ALL"})
    void whatRunsOutsideOfATransactionRunsUnderTheLockThoughItsScriptHasLetGoOfIt(String lettingGo) {
        String held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
                + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        project.migration(
                "2_b",
                "-- migrate:up transaction:false\n" + lettingGo + ";\n"
                        + "DO $$ BEGIN INSERT INTO a SELECT 1 + (" + held + "); COMMIT; END $$;\n"
                        + "INSERT INTO a VALUES (3);\n",
                "");

        project.up();

        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT i FROM a ORDER BY i"))
                .containsExactly("1", "2", "3", "4");
        assertThat(Jdbc.number(database.jdbcUrl(), held)).isZero();
    }

    private interface Taking {
        void take() throws SQLException;
    }

    private LostLockException takenAt(long version, int number, Taking taking) {
        AtomicInteger taken = new AtomicInteger();
        project.listener(new MigrationListener() {
            @Override
            public void statementStarted(Step step, SqlStatement statement) {
                if (step.version() == version && statement.number() == number) {
                    try {
                        taking.take();
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                    taken.incrementAndGet();
                }
            }
        });
        LostLockException lost = catchThrowableOfType(LostLockException.class, project::up);
        assertThat(taken).hasValue(1);
        assertThat(lost).isNotNull();
        return lost;
    }
}
