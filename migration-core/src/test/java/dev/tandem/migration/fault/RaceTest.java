package dev.tandem.migration.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.Command;
import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.DirtyDatabaseException;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Project;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row 2: many processes that begin together on both databases; one of them killed, or stopped for longer than a lease. */
class RaceTest {
    private static final int PROCESSES = FaultTable.times(20, 6);
    private static final int MIGRATIONS = 3;
    private static final long SEED = 20_261_128;

    @TempDir
    Path directory;

    private final Random random = new Random(SEED);
    private final List<Racer> racers = new ArrayList<>();
    private Project relational;
    private Project analytical;

    @BeforeEach
    void writeMigrations() {
        relational = new Project("postgres", DatabasesForTests.postgres(), directory.resolve("postgres"));
        analytical = new Project("clickhouse", DatabasesForTests.clickhouse(), directory.resolve("clickhouse"));
        for (int i = 1; i <= MIGRATIONS; i++) {
            relational.migration(
                    i + "_p",
                    "CREATE TABLE t" + i + " (i int); INSERT INTO t" + i + " VALUES (1); SELECT pg_sleep(0.02);",
                    "");
            // An INSERT that takes a while, so that killed and stopped processes are met within one.
            analytical.migration(
                    i + "_c",
                    "CREATE TABLE t" + i + " (i UInt8) ENGINE = MergeTree ORDER BY i;\nINSERT INTO t" + i
                            + " SELECT 1 + sleep(0.05);\nINSERT INTO t" + i + " VALUES (2);\n",
                    "");
        }
        relational.database().close();
        analytical.database().close();
    }

    @AfterEach
    void endProcesses() {
        racers.forEach(Racer::close);
    }

    /** The databases of one round. */
    private final class Round implements AutoCloseable {
        private final TestDatabase postgres = DatabasesForTests.postgres();
        private final TestDatabase clickhouse = DatabasesForTests.clickhouse();

        void begin() {
            String order = String.join(
                    "\t",
                    postgres.jdbcUrl(),
                    relational.folder().toString(),
                    clickhouse.jdbcUrl(),
                    analytical.folder().toString());
            racers.forEach(racer -> racer.order(order));
        }

        MigrationManager manager() {
            return Racer.manager(postgres.jdbcUrl(), relational.folder(), clickhouse.jdbcUrl(), analytical.folder());
        }

        long applied() {
            return manager().status().stream()
                    .mapToLong(status -> status.count(MigrationState.APPLIED))
                    .sum();
        }

        /** The process that holds the lock of one of the databases now; {@code null} when nobody is seen to. */
        Racer holder() {
            String application = Jdbc.strings(
                            postgres.jdbcUrl(),
                            "SELECT coalesce(max(a.client_port), 0) FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
                                    + " WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND a.datname = current_database()")
                    .get(0);
            return application.equals("0") ? null : byPort(Integer.parseInt(application));
        }

        /** Every table has exactly the rows that one execution of each statement leaves. */
        void assertExactlyOnce() {
            for (int i = 1; i <= MIGRATIONS; i++) {
                assertThat(Jdbc.strings(postgres.jdbcUrl(), "SELECT i FROM t" + i))
                        .containsExactly("1");
                assertThat(Jdbc.strings(clickhouse.jdbcUrl(), "SELECT i FROM t" + i + " ORDER BY i"))
                        .containsExactly("1", "2");
            }
            for (DatabaseStatus status : manager().status()) {
                assertThat(status.count(MigrationState.APPLIED)).isEqualTo(MIGRATIONS);
                assertThat(status.lock().isHeld()).isFalse();
            }
            assertThat(Jdbc.number(postgres.jdbcUrl(), "SELECT count() FROM schema_migrations".replace("()", "(*)")))
                    .isEqualTo(MIGRATIONS);
        }

        @Override
        public void close() {
            postgres.close();
            clickhouse.close();
        }
    }

    private Racer byPort(int port) {
        return racers.stream()
                .filter(racer -> Sockets.has(racer.pid(), port))
                .findFirst()
                .orElse(null);
    }

    private void start() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(PROCESSES);
        try {
            assertServersRunRequestsInParallel(threads);
            List<Future<Racer>> started = new ArrayList<>();
            for (int i = 0; i < PROCESSES; i++) {
                started.add(threads.submit(Racer::start));
            }
            for (Future<Racer> one : started) {
                racers.add(one.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Servers that take one request after the other would make every race look fair. */
    private static void assertServersRunRequestsInParallel(ExecutorService threads)
            throws InterruptedException, ExecutionException {
        try (TestDatabase postgres = DatabasesForTests.postgres();
                TestDatabase clickhouse = DatabasesForTests.clickhouse()) {
            for (List<String> question : List.of(
                    List.of(postgres.jdbcUrl(), "SELECT pg_sleep(1)"),
                    List.of(clickhouse.jdbcUrl(), "SELECT sleep(1)"))) {
                long start = System.nanoTime();
                List<Future<?>> sleeping = new ArrayList<>();
                for (int i = 0; i < PROCESSES; i++) {
                    sleeping.add(threads.submit(() -> Jdbc.strings(question.get(0), question.get(1))));
                }
                for (Future<?> one : sleeping) {
                    one.get();
                }
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(PROCESSES / 2));
            }
        }
    }

    @Test
    void ofManyProcessesThatBeginTogetherOneMigrates() throws Exception {
        FaultTable table = FaultTable.row("2a", PROCESSES + " processes begin together, both databases");
        int rounds = FaultTable.times(20, 2);
        start();
        long migrated = 0;
        long found = 0;
        for (int i = 0; i < rounds; i++) {
            try (Round round = new Round()) {
                round.begin();
                List<String> answers = racers.stream().map(Racer::await).toList();
                assertThat(answers).allMatch(answer -> answer.equals("DONE") || answer.equals("NOTHING"));
                // Who waits for PostgreSQL may find something left to do on ClickHouse.
                assertThat(answers).contains("DONE");
                migrated += answers.stream().filter("DONE"::equals).count();
                found += answers.stream().filter("NOTHING"::equals).count();
                round.assertExactlyOnce();
            }
        }
        table.count("rounds", rounds)
                .count("runs that migrated", migrated)
                .count("that found nothing to do", found)
                .count("doubled", 0)
                .count("lost", 0)
                .passed();
    }

    @Test
    void aProcessThatIsKilledIsReplacedByTheOthers() throws Exception {
        FaultTable table = FaultTable.row("2b", PROCESSES + " processes, a random one killed");
        int rounds = FaultTable.times(20, 1);
        start();
        long dirty = 0;
        for (int i = 0; i < rounds; i++) {
            try (Round round = new Round()) {
                round.begin();
                int victim = random.nextInt(PROCESSES);
                long wanted = random.nextInt(2 * MIGRATIONS);
                await().atMost(Duration.ofSeconds(60)).until(() -> round.applied() >= wanted);
                racers.get(victim).signal("KILL");
                for (int one = 0; one < PROCESSES; one++) {
                    String answer = racers.get(one).await();
                    assertThat(one == victim || answer != null).as(answer).isTrue();
                }
                racers.set(victim, Racer.start());
                dirty += complete(round);
                round.assertExactlyOnce();
            }
        }
        table.count("rounds", rounds)
                .count("dirty", dirty)
                .count("doubled", 0)
                .count("lost", 0)
                .passed();
    }

    @Test
    void aHolderThatIsStoppedForLongerThanItsLeaseDoesNothingWhenItWakesUp() throws Exception {
        FaultTable table = FaultTable.row("2c", PROCESSES + " processes, the holder stopped for two leases and woken");
        int rounds = FaultTable.times(20, 1);
        start();
        long dirty = 0;
        long stopped = 0;
        for (int i = 0; i < rounds; i++) {
            try (Round round = new Round()) {
                round.begin();
                long wanted = random.nextInt(2 * MIGRATIONS);
                await().atMost(Duration.ofSeconds(60)).until(() -> round.applied() >= wanted);
                Racer holder = round.holder();
                CompletableFuture<?> woken = CompletableFuture.completedFuture(null);
                if (holder != null) {
                    stopped++;
                    holder.signal("STOP");
                    woken = CompletableFuture.runAsync(
                            () -> holder.signal("CONT"),
                            CompletableFuture.delayedExecutor(
                                    LEASES_STOPPED * Racer.LEASE.toMillis(),
                                    java.util.concurrent.TimeUnit.MILLISECONDS));
                }
                racers.forEach(Racer::await);
                woken.join();
                dirty += complete(round);
                round.assertExactlyOnce();
            }
        }
        table.count("rounds", rounds)
                .count("holders stopped", stopped)
                .count("dirty", dirty)
                .count("doubled", 0)
                .count("lost", 0)
                .passed();
    }

    private static final int LEASES_STOPPED = 3;

    /** Brings it to the end as an operator would, who looks at what a dirty statement has left. Returns how often it was dirty. */
    private static long complete(Round round) {
        long dirty = 0;
        while (true) {
            try {
                round.manager().run(Command.up());
                return dirty;
            } catch (DirtyDatabaseException e) {
                dirty++;
                assertThat(dirty).isLessThan(2 * MIGRATIONS);
                assertThat(e.failure().database()).isEqualTo("clickhouse");
                round.manager()
                        .only(List.of("clickhouse"))
                        .run(new Command.Up(
                                Command.ALL, isDone(round, e) ? Command.Resume.SKIP : Command.Resume.RETRY));
            }
        }
    }

    private static boolean isDone(Round round, DirtyDatabaseException e) {
        long version = e.failure().version();
        int statement = e.failure().statement();
        String url = round.clickhouse.jdbcUrl();
        boolean created = Jdbc.strings(url, "SHOW TABLES").contains("t" + version);
        return statement == 1
                ? created
                : created && Jdbc.number(url, "SELECT count() FROM t" + version + " WHERE i = " + (statement - 1)) == 1;
    }
}
