package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.Command;
import dev.tandem.migration.DirtyDatabaseException;
import dev.tandem.migration.LockTimeoutException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.Report;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run on ClickHouse owes to the others whichever lock keeps them apart. */
abstract class RunLockContract {
    private static final String TABLE = "CREATE TABLE a (i UInt64) ENGINE = MergeTree ORDER BY i;\n";
    private static final String SLEEP = "SELECT sleepEachRow(1) FROM numbers(%d) SETTINGS max_block_size = 1;\n";

    @TempDir
    Path directory;

    TestDatabase database;
    private Project project;

    abstract TestDatabase newDatabase();

    abstract String lock();

    /** The address of the database that keeps the lock; empty where it is this one. */
    abstract String lender();

    @BeforeEach
    void createDatabase() {
        database = newDatabase();
        project = new Project("clickhouse", database, directory.resolve("migrations"));
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    private MigrationManager manager(Duration lockWait) {
        return MigrationManager.builder()
                .database(LockedProcess.builder(
                                database.jdbcUrl(), project.folder().toString(), lock(), lender())
                        .build())
                .lockWait(lockWait)
                .build();
    }

    Report up() {
        return manager(Duration.ofMinutes(1)).run(Command.up());
    }

    Process start(Path output) throws IOException {
        return LockedProcess.start(database.jdbcUrl(), project.folder().toString(), lock(), lender(), output);
    }

    private MigrationState state() {
        return manager(Duration.ZERO).status().get(0).migrations().get(0).state();
    }

    Project project() {
        return project;
    }

    Path directory() {
        return directory;
    }

    long inserting() {
        return Jdbc.number(
                database.jdbcUrl(),
                "SELECT count() FROM system.processes WHERE current_database = '" + database.name()
                        + "' AND query LIKE 'INSERT INTO a SELECT sleepEachRow%'");
    }

    private long sleeping() {
        return Jdbc.number(
                database.jdbcUrl(),
                "SELECT count() FROM system.processes WHERE current_database = '" + database.name()
                        + "' AND query LIKE '%sleepEachRow%' AND query NOT LIKE '%system.processes%'");
    }

    void awaitSleeping() {
        await().atMost(Duration.ofSeconds(30)).until(() -> sleeping() > 0);
    }

    long rows() {
        return Jdbc.number(database.jdbcUrl(), "SELECT count() FROM a");
    }

    static void signal(Process process, String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void theSecondOfTwoRunsWaitsAndFindsNothingToDo() {
        project.migration("1_a", TABLE + SLEEP.formatted(3) + "INSERT INTO a VALUES (1);\n", "");
        CompletableFuture<Report> first = CompletableFuture.supplyAsync(this::up, task -> new Thread(task).start());
        awaitSleeping();

        assertThat(manager(Duration.ZERO).status().get(0).lock().isHeld()).isTrue();
        assertThat(state()).isEqualTo(MigrationState.RUNNING);
        Report second = up();

        assertThat(first.join().outcome()).isEqualTo(Report.Outcome.DONE);
        assertThat(second.outcome()).isEqualTo(Report.Outcome.NOTHING);
        assertThat(rows()).isEqualTo(1);
        assertThat(manager(Duration.ZERO).status().get(0).lock().holder()).isNull();
    }

    @Test
    void whoWaitsNoLongerSaysWhoHoldsIt() {
        project.migration("1_a", TABLE + SLEEP.formatted(4), "");
        CompletableFuture<Report> first = CompletableFuture.supplyAsync(this::up, task -> new Thread(task).start());
        awaitSleeping();

        MigrationException refused = catchThrowableOfType(
                MigrationException.class, () -> manager(Duration.ofMillis(300)).run(Command.up()));

        assertThat(refused).isInstanceOf(LockTimeoutException.class).hasMessageContaining("kept it for");
        assertThat(first.join().outcome()).isEqualTo(Report.Outcome.DONE);
    }

    @Test
    void theStatementOfAKilledProcessIsEndedByTheNextWhichFindsItDirty() throws Exception {
        project.migration(
                "1_a",
                TABLE + "INSERT INTO a SELECT sleepEachRow(1) FROM numbers(60) SETTINGS max_block_size = 1;\n",
                "");
        Process process = start(directory.resolve("output"));
        awaitSleeping();
        process.destroyForcibly().waitFor();
        long start = System.nanoTime();

        DirtyDatabaseException dirty = catchThrowableOfType(DirtyDatabaseException.class, this::up);

        assertThat(dirty).hasMessageContaining("stopped at statement 2");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(40));
        assertThat(sleeping()).isZero();
    }

    @Test
    void aStoppedProcessThatWakesUpExecutesNothingThatTheNextHasExecuted() throws Exception {
        project.migration(
                "1_a",
                TABLE + "INSERT INTO a VALUES (1);\n" + SLEEP.formatted(3) + "INSERT INTO a VALUES (2);\n"
                        + "INSERT INTO a VALUES (3);\n",
                "");
        Path output = directory.resolve("output");
        Process process = start(output);
        try {
            awaitSleeping();
            signal(process, "STOP");
            whileItIsStopped();
            signal(process, "CONT");
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        afterItWokeUp(process.exitValue(), Files.readString(output));
        assertThat(state()).isEqualTo(MigrationState.APPLIED);
        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT i FROM a ORDER BY i"))
                .containsExactly("1", "2", "3");
    }

    /** A lease lapses, and the next run goes on where the stopped one was. */
    void whileItIsStopped() {
        assertThat(up().outcome()).isEqualTo(Report.Outcome.DONE);
    }

    void afterItWokeUp(int exit, String output) {
        assertThat(exit).isEqualTo(1);
        assertThat(output).contains("LostLockException").contains("The lock was lost: ");
    }

    /** For those whose lock does not lapse. */
    void assertTheLockIsKept() {
        assertThat(catchThrowableOfType(
                        MigrationException.class,
                        () -> manager(LockedProcess.LEASE.multipliedBy(3)).run(Command.up())))
                .isInstanceOf(LockTimeoutException.class);
    }
}
