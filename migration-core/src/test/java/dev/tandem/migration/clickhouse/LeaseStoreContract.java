package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Settings;
import dev.tandem.migration.sql.TableLocation;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link LeaseStore} keeps to, on a real server. */
abstract class LeaseStoreContract {
    static final Duration LEASE = Duration.ofSeconds(5);
    private static final int RIVALS = 20;
    private static final int ROUNDS = 10;

    TestDatabase database;
    private final List<LockConnection> connections = new ArrayList<>();

    abstract TestDatabase newDatabase();

    abstract LeaseStore store(LockConnection connection, TableLocation history);

    @BeforeEach
    void createDatabase() {
        database = newDatabase();
    }

    @AfterEach
    void close() {
        connections.forEach(LockConnection::close);
        database.close();
    }

    LeaseStore store() {
        return store(location("schema_migrations"));
    }

    LeaseStore store(TableLocation history) {
        return store(connection(), history);
    }

    LockConnection connection() {
        LockConnection connection = new LockConnection(ClickHouseAddress.of(Settings.url(database.jdbcUrl())));
        connections.add(connection);
        return connection;
    }

    TableLocation location(String table) {
        return new TableLocation(database.name(), table, false, null);
    }

    static Lease prepared(LeaseStore store) throws SQLException {
        store.prepare();
        return store.read();
    }

    @Test
    void isFreeAtFirstAndThenHasAnOwner() throws SQLException {
        LeaseStore store = store();
        Lease free = prepared(store);
        assertThat(free.isFree()).isTrue();

        Lease taken = store.replace(free, "run a", LEASE);

        assertThat(taken.isOf("run a")).isTrue();
        assertThat(taken.length()).isEqualTo(LEASE);
        assertThat(taken.counter()).isEqualTo(free.counter() + 1);
        assertThat(store().read().isStill(taken)).isTrue();
        assertThat(taken.age()).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void renewingCountsUpAndKeepsSinceWhen() throws SQLException {
        LeaseStore store = store();
        Lease taken = store.replace(prepared(store), "run a", LEASE);

        Lease renewed = store.replace(taken, "run a", LEASE);

        assertThat(renewed.counter()).isEqualTo(taken.counter() + 1);
        assertThat(renewed.since()).isEqualTo(taken.since());
        assertThat(renewed.isStill(taken)).isFalse();
    }

    @Test
    void whoHasSeenAnOlderStateChangesNothing() throws SQLException {
        LeaseStore store = store();
        Lease free = prepared(store);
        Lease taken = store.replace(free, "run a", LEASE);
        Lease renewed = store.replace(taken, "run a", LEASE);

        assertThat(store().replace(free, "run b", LEASE).isStill(renewed)).isTrue();
        assertThat(store().replace(taken, "run b", LEASE).isStill(renewed)).isTrue();
        assertThat(store().replace(taken, "", LEASE).isStill(renewed)).isTrue();
        assertThat(store().read().isStill(renewed)).isTrue();
    }

    @Test
    void whatIsReleasedIsFreeForTheNext() throws SQLException {
        LeaseStore store = store();
        Lease taken = store.replace(prepared(store), "run a", LEASE);

        Lease released = store.replace(taken, "", LEASE);

        assertThat(released.isFree()).isTrue();
        assertThat(released.counter()).isEqualTo(taken.counter() + 1);
        assertThat(store().replace(released, "run b", LEASE).isOf("run b")).isTrue();
    }

    @Test
    void eachHistoryHasItsOwnWhateverItIsCalled() throws SQLException {
        String hostile = "it's `a`\\ \"b\"; DROP TABLE x -- ü / ../";
        LeaseStore one = store(location(hostile));
        LeaseStore other = store(location("schema_migrations"));

        assertThat(one.replace(prepared(one), "run 'a' \\ `b`", LEASE).isOf("run 'a' \\ `b`"))
                .isTrue();

        assertThat(prepared(other).isFree()).isTrue();
        assertThat(store(location(hostile)).read().owner()).isEqualTo("run 'a' \\ `b`");
    }

    @Test
    void ofTwentyWhoTryAtOnceOneSucceedsInEveryRound() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(RIVALS);
        try {
            assertRequestsRunInParallel(threads);
            List<LeaseStore> stores = new ArrayList<>();
            for (int i = 0; i < RIVALS; i++) {
                stores.add(store());
            }
            stores.get(0).prepare();
            for (int round = 0; round < ROUNDS; round++) {
                Lease seen = stores.get(0).read();
                assertThat(winners(threads, stores, seen, round)).hasSize(1);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<String> winners(ExecutorService threads, List<LeaseStore> stores, Lease seen, int round)
            throws InterruptedException, ExecutionException {
        CyclicBarrier together = new CyclicBarrier(stores.size());
        List<Future<Lease>> answers = new ArrayList<>();
        for (int i = 0; i < stores.size(); i++) {
            LeaseStore store = stores.get(i);
            String owner = "run " + round + "." + i;
            answers.add(threads.submit(() -> {
                together.await();
                return store.replace(seen, owner, LEASE);
            }));
        }
        List<String> winners = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i).get().isOf("run " + round + "." + i)) {
                winners.add("run " + round + "." + i);
            }
        }
        return winners;
    }

    /** A server that takes one request after the other would make every race look fair. */
    private void assertRequestsRunInParallel(ExecutorService threads) throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        List<Future<Long>> sleeping = new ArrayList<>();
        for (int i = 0; i < RIVALS; i++) {
            sleeping.add(threads.submit(() -> Jdbc.number(database.jdbcUrl(), "SELECT sleep(1)")));
        }
        for (Future<Long> one : sleeping) {
            one.get();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(RIVALS / 2));
    }
}
