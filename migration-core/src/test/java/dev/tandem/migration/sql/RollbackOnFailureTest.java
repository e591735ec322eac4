package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.Command;
import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.DeadlineExceededException;
import dev.tandem.migration.Failure;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.RunCancelledException;
import dev.tandem.migration.Script;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.Step;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a failed run takes back on a real PostgreSQL and a real ClickHouse. */
class RollbackOnFailureTest {
    /** Takes until the test says so. */
    private static final String HELD =
            "DO $$ BEGIN WHILE NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'go') LOOP"
                    + " PERFORM pg_sleep(0.05); END LOOP; END $$;";

    private static final String WRONG = "ALTER TABLE nowhere ADD COLUMN c Int32;";

    @TempDir
    Path directory;

    private TestDatabase postgresServer;
    private TestDatabase clickhouseServer;
    private Project postgres;
    private Project clickhouse;
    private boolean rollback = true;

    @BeforeEach
    void createDatabases() {
        postgresServer = DatabasesForTests.postgres();
        clickhouseServer = DatabasesForTests.clickhouse();
        postgres = new Project("postgres", postgresServer, directory.resolve("postgres"));
        clickhouse = new Project("clickhouse", clickhouseServer, directory.resolve("clickhouse"));
        postgres.migration("1_a", "CREATE TABLE a (i int);", "DROP TABLE a;");
        postgres.migration("2_b", "CREATE TABLE b (i int); INSERT INTO b VALUES (1);", "DROP TABLE b;");
        clickhouse.migration("1_c", table("c"), "DROP TABLE c;");
    }

    @AfterEach
    void dropDatabases() {
        postgresServer.close();
        clickhouseServer.close();
    }

    private static String table(String name) {
        return "CREATE TABLE " + name + " (i UInt64) ENGINE = MergeTree ORDER BY i;";
    }

    private MigrationManager.Builder builder() {
        return MigrationManager.builder()
                .database(postgres.sqlDatabase())
                .database(clickhouse.sqlDatabase())
                .timeout(Duration.ofMinutes(1))
                .rollbackOnFailure(rollback);
    }

    private static MigrationException failed(MigrationManager manager) {
        MigrationException failure = catchThrowableOfType(MigrationException.class, () -> manager.run(Command.up()));
        assertThat(failure).isNotNull();
        return failure;
    }

    private static List<String> outcomes(MigrationException failure) {
        return failure.report().steps().stream()
                .map(result -> result.step().database() + " " + result.step().version() + " " + result.outcome())
                .toList();
    }

    private List<String> postgresTables() {
        return Jdbc.strings(
                postgresServer.jdbcUrl(),
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_migrations'");
    }

    private List<String> clickhouseTables() {
        return Jdbc.strings(
                clickhouseServer.jdbcUrl(),
                "SELECT name FROM system.tables WHERE database = currentDatabase() AND NOT startsWith(name,"
                        + " 'schema_migrations') ORDER BY name");
    }

    private List<String> events(TestDatabase database) {
        return Jdbc.strings(
                database.jdbcUrl(),
                "SELECT concat(version, ' ', action, ' ', state) FROM schema_migrations ORDER BY fence, seq");
    }

    private static long runs(TestDatabase database) {
        return Jdbc.number(database.jdbcUrl(), "SELECT count(DISTINCT run_id) FROM schema_migrations");
    }

    @Test
    void nothingIsTakenBackWhenARepeatableMigrationWasApplied() {
        postgres.write("R_views.sql", "CREATE OR REPLACE VIEW v AS SELECT i FROM a;");
        clickhouse.migration("2_wrong", WRONG, "");

        MigrationException failure = failed(builder().build());

        assertThat(failure)
                .hasMessageContaining(
                        "Nothing was taken back (rollback-on-failure): postgres R views is repeatable and has"
                                + " no down. What this run had applied stays.");
        assertThat(outcomes(failure))
                .containsExactly(
                        "postgres 1 APPLIED",
                        "postgres 2 APPLIED",
                        "postgres null APPLIED",
                        "clickhouse 1 APPLIED",
                        "clickhouse 2 FAILED");
    }

    @Test
    void whatPostgresAndClickhouseHaveIsTakenBackWhenALaterClickhouseMigrationFails() {
        clickhouse.migration("2_wrong", WRONG, "");

        MigrationException failure = failed(builder().build());

        assertThat(failure).isInstanceOf(StatementFailedException.class);
        assertThat(failure.failure().database()).isEqualTo("clickhouse");
        assertThat(outcomes(failure))
                .containsExactly(
                        "postgres 1 TAKEN_BACK",
                        "postgres 2 TAKEN_BACK",
                        "clickhouse 1 TAKEN_BACK",
                        "clickhouse 2 FAILED");
        assertThat(failure)
                .hasMessageContaining("What this run had applied was taken back (rollback-on-failure): postgres 1 a,"
                        + " postgres 2 b, clickhouse 1 c.");
        assertThat(postgresTables()).isEmpty();
        assertThat(clickhouseTables()).isEmpty();
        assertThat(events(postgresServer))
                .containsExactly("1 up applied", "2 up applied", "2 down reverted", "1 down reverted");
        assertThat(events(clickhouseServer)).endsWith("2 up failed", "1 down started", "1 down reverted");
        assertThat(runs(postgresServer)).isEqualTo(1);
        assertThat(runs(clickhouseServer)).isEqualTo(1);
        assertThat(failure.report().databases())
                .extracting(DatabaseStatus::current)
                .containsExactly(null, null);

        clickhouse.delete("2_wrong");
        assertThat(builder().build().run(Command.up()).steps()).hasSize(3);
    }

    @Test
    void aFailureInPostgresTakesBackWhatPostgresHas() {
        postgres.migration("3_wrong", "CREATE TABLE d (i int); SELECT 1 / 0;", "");

        MigrationException failure = failed(builder().build());

        assertThat(outcomes(failure))
                .containsExactly(
                        "postgres 1 TAKEN_BACK", "postgres 2 TAKEN_BACK", "postgres 3 FAILED", "clickhouse 1 NOT_RUN");
        assertThat(postgresTables()).isEmpty();
        assertThat(clickhouseTables()).isEmpty();
    }

    @Test
    void aTransactionForAllIsTakenBackAsOneWhenClickhouseFails() {
        postgres.with(builder -> builder.transaction(TransactionScope.ALL));
        clickhouse.migration("2_wrong", WRONG, "");

        MigrationException failure = failed(builder().build());

        assertThat(outcomes(failure)).contains("postgres 1 TAKEN_BACK", "postgres 2 TAKEN_BACK");
        assertThat(postgresTables()).isEmpty();
        assertThat(Jdbc.number(
                        postgresServer.jdbcUrl(),
                        "SELECT count(DISTINCT xmin::text) FROM schema_migrations WHERE action = 'down'"))
                .isEqualTo(1);
    }

    @Test
    void aDownThatFailsIsToldBesideTheFailureAndEndsIt() {
        postgres.migration("2_b", "CREATE TABLE b (i int);", "DROP TABLE b; SELECT 1 / 0;");
        clickhouse.migration("2_wrong", WRONG, "");

        MigrationException failure = failed(builder().build());

        assertThat(failure.failure().database()).isEqualTo("clickhouse");
        assertThat(outcomes(failure))
                .containsExactly(
                        "postgres 1 APPLIED", "postgres 2 APPLIED", "clickhouse 1 TAKEN_BACK", "clickhouse 2 FAILED");
        assertThat(failure)
                .hasMessageContaining("that failed, too: postgres 2: b failed: division by zero")
                .hasMessageContaining("Taken back: clickhouse 1 c.")
                .hasMessageContaining("Still applied: postgres 1 a, postgres 2 b.")
                .hasMessageContaining("migrate down --db postgres --steps 2.");
        assertThat(postgresTables()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aDownOfClickhouseThatStopsHalfWayIsToldAsSuch() {
        clickhouse.migration(
                "1_c",
                table("c"),
                "ALTER TABLE c ADD COLUMN half UInt8; ALTER TABLE nowhere DROP COLUMN c; DROP TABLE c;");
        clickhouse.migration("2_wrong", WRONG, "");

        MigrationException failure = failed(builder().build());

        assertThat(outcomes(failure))
                .containsExactly(
                        "postgres 1 APPLIED", "postgres 2 APPLIED", "clickhouse 1 FAILED", "clickhouse 2 FAILED");
        assertThat(failure)
                .hasMessageContaining("Taken back in part: clickhouse 1 c.")
                .hasMessageContaining(
                        "migrate down --db clickhouse --steps 1, then migrate down --db postgres --steps 2.");

        clickhouse.migration("1_c", table("c"), "ALTER TABLE c ADD COLUMN half UInt8; DROP TABLE c;");
        builder().build().only(List.of("clickhouse")).run(Command.down(1));
        builder().build().only(List.of("postgres")).run(Command.down(2));
        assertThat(postgresTables()).isEmpty();
        assertThat(clickhouseTables()).isEmpty();
    }

    @Test
    void whatAFailedClickhouseMigrationHasDoneKeepsTheRestFromBeingTakenBack() {
        clickhouse.migration("2_wrong", table("d") + WRONG, "DROP TABLE d;");

        MigrationException failure = failed(builder().build());

        assertThat(failure)
                .hasMessageContaining(
                        "Nothing was taken back (rollback-on-failure): clickhouse 2 wrong has stopped behind"
                                + " statement 1, and what is done of it stays. What this run had applied stays.");
        assertThat(postgresTables()).containsExactlyInAnyOrder("a", "b");
        assertThat(clickhouseTables()).containsExactly("c", "d");
    }

    @Test
    void whatNobodyCanKnowKeepsTheRestFromBeingTakenBack() {
        clickhouse.migration("2_wrong", "INSERT INTO c SELECT throwIf(number = 1) FROM numbers(2);", "");

        MigrationException failure = failed(builder().build());

        assertThat(failure)
                .hasMessageContaining("Nothing was taken back (rollback-on-failure): what clickhouse 2 wrong has left"
                        + " cannot be told.");
        assertThat(failure.report().databases().get(1).dirty()).isTrue();
        assertThat(postgresTables()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void anIndexThatIsBuiltOutsideOfATransactionKeepsTheRestFromBeingTakenBack() {
        postgres.migration("1_a", "CREATE TABLE a (i int); INSERT INTO a VALUES (1), (1);", "DROP TABLE a;");
        postgres.migration("3_index", "CREATE UNIQUE INDEX CONCURRENTLY one ON a (i);", "");

        MigrationException failure = failed(builder().build());

        assertThat(failure).hasMessageContaining("Nothing was taken back").hasMessageContaining("an invalid index");
        assertThat(postgresTables()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aLostConnectionKeepsTheRestFromBeingTakenBack() {
        clickhouse.migration("2_wrong", WRONG, "");
        MigrationManager manager = builder()
                .listener(new MigrationListener() {
                    @Override
                    public void stepFailed(Step step, Failure failure, Duration duration) {
                        Jdbc.execute(
                                postgresServer.jdbcUrl(),
                                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
                                        + " current_database() AND application_name LIKE 'tandem%'");
                    }
                })
                .build();

        MigrationException failure = failed(manager);

        assertThat(failure)
                .isInstanceOf(StatementFailedException.class)
                .hasMessageContaining(
                        "Nothing was taken back (rollback-on-failure): postgres cannot be read any more: ");
        assertThat(postgresTables()).containsExactlyInAnyOrder("a", "b");
        assertThat(clickhouseTables()).containsExactly("c");
    }

    @Test
    void theDeadlineTakesNothingBack() {
        clickhouse.migration("2_slow", "SELECT sleepEachRow(1) FROM numbers(600) SETTINGS max_block_size = 1;", "");

        MigrationException failure =
                failed(builder().timeout(Duration.ofSeconds(3)).build());

        assertThat(failure)
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessageContaining("Nothing was taken back (rollback-on-failure): there was no time left.");
        assertThat(postgresTables()).containsExactlyInAnyOrder("a", "b");
    }

    /** The undoing has a time of its own, and whoever cancels ends it all the same. */
    @Test
    void cancellingEndsTheTakingBackToo() {
        postgres.migration("1_a", "CREATE TABLE a (i int);", "DROP TABLE a; SELECT pg_sleep(600);");
        clickhouse.migration("2_wrong", WRONG, "");
        MigrationManager manager = builder().build();
        CompletableFuture<MigrationException> run = CompletableFuture.supplyAsync(() -> failed(manager));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Jdbc.number(
                                postgresServer.jdbcUrl(),
                                "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND datname ="
                                        + " current_database() AND pid <> pg_backend_pid()")
                        > 0);
        long start = System.nanoTime();

        manager.cancel();
        MigrationException failure = run.join();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(failure).isInstanceOf(StatementFailedException.class);
        assertThat(failure.getSuppressed()).hasOnlyElementsOfType(RunCancelledException.class);
        assertThat(outcomes(failure)).contains("postgres 1 APPLIED", "postgres 2 TAKEN_BACK");
        assertThat(postgresTables()).containsExactly("a");
    }

    @Test
    void threeWaitersDoNotTryAgainWhatFailedAndWasTakenBackBeforeThem() {
        clickhouse.migration("2_wrong", WRONG, "");

        waitersFail("clickhouse", 2);

        assertThat(postgresTables()).isEmpty();
        assertThat(events(postgresServer))
                .containsExactly("1 up applied", "2 up applied", "2 down reverted", "1 down reverted");
        assertThat(events(clickhouseServer)).filteredOn("2 up failed"::equals).hasSize(1);
        assertThat(events(clickhouseServer)).filteredOn("1 up applied"::equals).hasSize(1);
    }

    @Test
    void threeWaitersDoNotTryAgainWhatFailedInPostgres() {
        postgres.migration("3_wrong", "SELECT 1 / 0;", "");

        waitersFail("postgres", 3);

        assertThat(events(postgresServer))
                .containsExactly("1 up applied", "2 up applied", "3 up failed", "2 down reverted", "1 down reverted");
        assertThat(clickhouseTables()).isEmpty();
    }

    @Test
    void threeWaitersDoNotTryAgainWhatFailedInClickhouseAndWasNotTakenBack() {
        rollback = false;
        clickhouse.migration("2_wrong", WRONG, "");

        waitersFail("clickhouse", 2);

        assertThat(events(clickhouseServer)).filteredOn("2 up failed"::equals).hasSize(1);
        assertThat(clickhouseTables()).containsExactly("c");
    }

    @Test
    void threeWaitersDoNotTryAgainWhatFailedInPostgresAndWasNotTakenBack() {
        rollback = false;
        postgres.migration("3_wrong", "SELECT 1 / 0;", "");

        waitersFail("postgres", 3);

        assertThat(events(postgresServer)).containsExactly("1 up applied", "2 up applied", "3 up failed");
    }

    /** One run fails, and three that wait for it say so, too, without having begun anything. */
    private void waitersFail(String database, long version) {
        postgres.migration("2_b", "CREATE TABLE b (i int);" + HELD, "DROP TABLE b;");
        List<Step> begun = Collections.synchronizedList(new ArrayList<>());
        List<String> waiting = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<MigrationException> first = CompletableFuture.supplyAsync(() -> failed(builder()
                .listener(new MigrationListener() {
                    @Override
                    public void stepStarted(Step step, Script script) {
                        begun.add(step);
                    }
                })
                .build()));
        await().atMost(Duration.ofSeconds(30)).until(() -> !begun.isEmpty());
        List<CompletableFuture<MigrationException>> waiters = new ArrayList<>();
        List<Step> tried = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 3; i++) {
            String name = "waiter " + i;
            waiters.add(CompletableFuture.supplyAsync(() -> failed(builder()
                    .listener(new MigrationListener() {
                        @Override
                        public void lockAwaited(String locked, String holder, Duration waited) {
                            waiting.add(name);
                        }

                        @Override
                        public void stepStarted(Step step, Script script) {
                            tried.add(step);
                        }
                    })
                    .build())));
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> waiting.containsAll(List.of("waiter 0", "waiter 1", "waiter 2")));
        Jdbc.execute(postgresServer.jdbcUrl(), "CREATE SCHEMA go");
        String run = first.join().report().runId();
        for (CompletableFuture<MigrationException> waiter : waiters) {
            MigrationException failure = waiter.join();
            assertThat(failure).isInstanceOf(StatementFailedException.class);
            assertThat(failure.failure().database()).isEqualTo(database);
            assertThat(failure.failure().version()).isEqualTo(version);
            assertThat(failure).hasMessageContaining("Failed in run " + run).hasMessageContaining("not tried again");
        }
        assertThat(tried).isEmpty();
    }
}
