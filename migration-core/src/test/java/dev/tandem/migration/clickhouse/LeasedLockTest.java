package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.LockStatus;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Settings;
import dev.tandem.migration.sql.TableLocation;
import dev.tandem.migration.sql.TcpProxy;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a ladder; what differs from other stores is in their contract. */
class LeasedLockTest {
    private static final Duration LEASE = Duration.ofSeconds(1);

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final AtomicInteger losses = new AtomicInteger();
    private TestDatabase database;
    private TableLocation history;

    @BeforeEach
    void createDatabase() {
        database = DatabasesForTests.clickhouse();
        history = new TableLocation(database.name(), "schema_migrations", false, null);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
        database.close();
    }

    private LockConnection connection(String url) {
        LockConnection connection = new LockConnection(ClickHouseAddress.of(Settings.url(url)));
        opened.add(connection);
        return connection;
    }

    private LadderStore store() {
        return new LadderStore(new ClickHouseDialect(), connection(database.jdbcUrl()), history);
    }

    private LeasedLock lock(String owner) {
        return lock(owner, database.jdbcUrl(), LEASE);
    }

    private LeasedLock lock(String owner, String url, Duration lease) {
        ClickHouseDialect dialect = new ClickHouseDialect();
        LockConnection connection = connection(url);
        LeasedLock lock = new LeasedLock(
                new LadderStore(dialect, connection, history),
                new Predecessors(new Servers(dialect, null), connection, history),
                owner,
                lease,
                losses::incrementAndGet);
        opened.add(0, lock);
        return lock;
    }

    /** Leaves behind what a process leaves that was killed. */
    private void die(String owner, Duration lease) throws SQLException {
        LadderStore store = store();
        store.prepare();
        store.replace(store.read(), owner, lease);
    }

    private static Duration waitFor(LeasedLock lock) {
        long start = System.nanoTime();
        await().pollInterval(Duration.ofMillis(50))
                .atMost(Duration.ofSeconds(30))
                .until(lock::tryLock);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void isHeldForLongerThanALeaseAndThenGivenBack() throws SQLException {
        LeasedLock holder = lock("run a");
        LeasedLock waiter = lock("run b");
        assertThat(holder.tryLock()).isTrue();
        long end = System.nanoTime() + LEASE.multipliedBy(3).toNanos();

        await().pollInterval(Duration.ofMillis(100))
                .atMost(Duration.ofSeconds(10))
                .until(() -> {
                    assertThat(waiter.tryLock()).isFalse();
                    return System.nanoTime() > end;
                });
        holder.check();
        assertThat(holder.tryLock()).isTrue();
        holder.unlock();

        assertThat(waiter.tryLock()).isTrue();
    }

    @Test
    void whoHoldsItIsToldToAnybodyWhoLooks() throws SQLException {
        lock("run a of me").tryLock();

        LockStatus status = lock("run b").status();

        assertThat(status.kind()).isEqualTo("ladder");
        assertThat(status.holder()).startsWith("run a of me, renewed ");
        assertThat(status.isHeld()).isTrue();
        assertThat(status.since()).isNotNull();
    }

    @Test
    void ofAHolderWhoIsGoneItIsTakenOverAfterTwoLeases() throws SQLException {
        die("run dead", LEASE);
        LeasedLock next = lock("run b");
        assertThat(next.tryLock()).isFalse();
        await().atMost(Duration.ofSeconds(10)).until(() -> next.status().lapsed());
        assertThat(next.status().isHeld()).isFalse();

        assertThat(waitFor(next)).isGreaterThan(LEASE.multipliedBy(2).minus(Duration.ofMillis(1500)));
        next.check();
        assertThat(losses).hasValue(0);
    }

    @Test
    void theWaitIsTwoLeasesFromTheFirstLook() throws SQLException {
        die("run dead", LEASE);

        assertThat(waitFor(lock("run b"))).isBetween(LEASE.multipliedBy(2), LEASE.multipliedBy(6));
    }

    @Test
    void whoIsTakingItOverIsNotToldToBeItsHolder() throws SQLException {
        die("run dead", LEASE);
        LeasedLock next = lock("run b");
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            assertThat(next.tryLock()).isFalse();
            return store().read().isOf("run b" + LeasedLock.TAKING_OVER);
        });

        assertThat(next.status().holder()).startsWith("run dead, which gave no sign of life");
        assertThat(next.status().isHeld()).isTrue();
    }

    @Test
    void aLongerLeaseOfTheHolderCounts() throws SQLException {
        die("run dead", LEASE.multipliedBy(3));

        assertThat(waitFor(lock("run b"))).isGreaterThanOrEqualTo(LEASE.multipliedBy(6));
    }

    @Test
    void oneOfManyTakesOver() throws SQLException {
        die("run dead", LEASE);
        List<LeasedLock> waiters = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            waiters.add(lock("run " + i));
        }
        List<LeasedLock> holders = new ArrayList<>();

        await().pollInterval(Duration.ofMillis(50))
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    for (LeasedLock waiter : waiters) {
                        if (waiter.tryLock()) {
                            holders.add(waiter);
                        }
                    }
                    return !holders.isEmpty();
                });

        assertThat(holders).hasSize(1);
    }

    @Test
    void thePredecessorsStatementsAreEndedBeforeItIsHeld() throws SQLException {
        CompletableFuture<?> sleeping = CompletableFuture.runAsync(
                () -> Jdbc.strings(
                        database.jdbcUrl(),
                        "SELECT sleepEachRow(1) FROM numbers(60) SETTINGS max_block_size = 1, log_comment = 'tandem "
                                + database.name() + ".schema_migrations dead-1-1-1'"),
                task -> new Thread(task).start());
        await().until(() -> running() == 1);
        die("run dead", LEASE);

        waitFor(lock("run b"));

        assertThat(running()).isZero();
        assertThatThrownBy(sleeping::join).hasMessageContaining("394");
    }

    private long running() {
        return Jdbc.number(
                database.jdbcUrl(),
                "SELECT count() FROM system.processes WHERE endsWith(Settings['log_comment'], ' dead-1-1-1')");
    }

    @Test
    void aHolderFindsOutThatItWasTakenOverAndSendsNothingAnyMore() throws SQLException {
        LeasedLock holder = lock("run a");
        holder.tryLock();
        LadderStore thief = store();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> thief.replace(thief.read(), "run thief", LEASE).isOf("run thief"));

        await().atMost(Duration.ofSeconds(10)).until(holder::isLost);

        await().until(() -> losses.get() == 1);
        assertThatThrownBy(holder::check)
                .isInstanceOf(LockGoneException.class)
                .hasMessageContaining("taken over by run thief")
                .hasMessageContaining("lease of 1000 ms");
        holder.unlock();
        assertThat(store().read().owner()).isEqualTo("run thief");
        assertThatThrownBy(holder::check).isInstanceOf(LockGoneException.class);
    }

    @Test
    void aHolderWhoCannotRenewItLosesItWithItsLease() throws SQLException, IOException {
        try (TcpProxy proxy = proxy()) {
            LeasedLock holder = lock("run a", url(proxy), LEASE);
            holder.tryLock();
            proxy.close();

            await().atMost(Duration.ofSeconds(10)).until(holder::isLost);

            assertThatThrownBy(holder::check)
                    .isInstanceOf(LockGoneException.class)
                    .hasMessageContaining("could not be renewed within its lease");
        }
        assertThat(losses).hasValue(1);
    }

    @Test
    void connectionsThatAreCutDoNotLoseIt() throws SQLException, IOException {
        try (TcpProxy proxy = proxy()) {
            LeasedLock holder = lock("run a", url(proxy), Duration.ofSeconds(3));
            holder.tryLock();
            for (int i = 0; i < 5; i++) {
                proxy.cut();
                long before = store().read().counter();
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> store().read().counter() > before);
                holder.check();
            }
            proxy.cut();
            holder.unlock();
        }
        assertThat(store().read().isFree()).isTrue();
        assertThat(losses).hasValue(0);
    }

    @Test
    void whatIsLeftLapsesInsteadOfBeingReleased() throws SQLException {
        LeasedLock holder = lock("run a");
        holder.tryLock();
        holder.leave();

        holder.unlock();

        assertThat(store().read().isOf("run a")).isTrue();
        assertThat(waitFor(lock("run b"))).isGreaterThan(LEASE);
    }

    @Test
    void whoGivesUpWhileTakingOverLeavesItToLapse() throws SQLException {
        die("run dead", LEASE);
        LeasedLock next = lock("run b");
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            assertThat(next.tryLock()).isFalse();
            return store().read().isOf("run b" + LeasedLock.TAKING_OVER);
        });

        next.unlock();

        assertThat(store().read().isOf("run b" + LeasedLock.TAKING_OVER)).isTrue();
    }

    /** Pods whose patience is shorter than two leases would each leave it to the next one to wait for both of them. */
    @Test
    void whoComesAfterOneWhoGaveUpWhileTakingOverWaitsForOneLeaseOnly() throws SQLException {
        die("run dead", LEASE);
        LeasedLock next = lock("run b");
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            assertThat(next.tryLock()).isFalse();
            return store().read().isOf("run b" + LeasedLock.TAKING_OVER);
        });
        next.unlock();

        assertThat(waitFor(lock("run c"))).isBetween(LEASE, LEASE.multipliedBy(2));

        assertThat(store().read().isOf("run c")).isTrue();
    }

    /** He has sent something, so that something of his may be on its way. */
    @Test
    void whoComesAfterOneWhoHadTakenItOverWaitsForBothLeases() throws SQLException {
        die("run dead", LEASE);
        LeasedLock next = lock("run b");
        waitFor(next);
        next.leave();
        next.unlock();

        assertThat(waitFor(lock("run c"))).isGreaterThanOrEqualTo(LEASE.multipliedBy(2));
    }

    private TcpProxy proxy() {
        return new TcpProxy(
                URI.create(database.jdbcUrl().substring("jdbc:".length())).getPort());
    }

    private String url(TcpProxy proxy) {
        return database.jdbcUrl().replaceFirst(":\\d+/", ":" + proxy.port() + "/");
    }
}
