package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Settings;
import dev.tandem.migration.sql.TableLocation;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A lock whose answers come late, not at all, or wrong, on a real ladder. */
class LeasedLockFaultTest {
    private static final Duration LEASE = Duration.ofSeconds(2);

    private final AtomicInteger losses = new AtomicInteger();
    private TestDatabase database;
    private LockConnection connection;
    private FaultyStore store;

    @BeforeEach
    void createDatabase() {
        database = DatabasesForTests.clickhouse();
        connection = new LockConnection(ClickHouseAddress.of(Settings.url(database.jdbcUrl())));
        store = new FaultyStore(new LadderStore(new ClickHouseDialect(), connection, history()));
    }

    @AfterEach
    void close() {
        connection.close();
        database.close();
    }

    private TableLocation history() {
        return new TableLocation(database.name(), "schema_migrations", false, null);
    }

    private LeasedLock lock(String owner) {
        return new LeasedLock(
                store,
                new Predecessors(new Servers(new ClickHouseDialect(), null), connection, history()),
                owner,
                LEASE,
                losses::incrementAndGet);
    }

    private Lease seen() throws SQLException {
        Lease lease = store.read();
        assertThat(lease).isNotNull();
        return lease;
    }

    private void awaitCounter(long counter) {
        await().atMost(Duration.ofSeconds(10)).until(() -> seen().counter() >= counter);
    }

    @Test
    void whoeverWaitsOnlyLooks() throws SQLException {
        try (LeasedLock holder = lock("run a");
                LeasedLock waiter = lock("run b")) {
            holder.tryLock();
            int before = store.prepared.get();

            for (int i = 0; i < 3; i++) {
                assertThat(waiter.tryLock()).isFalse();
            }

            assertThat(store.prepared).hasValue(before);
        }
    }

    @Test
    void whatARenewalWithoutAnAnswerHasRenewedIsGivenBack() throws SQLException {
        try (LeasedLock holder = lock("run a")) {
            holder.tryLock();
            store.losesAnswers = true;
            awaitCounter(2);
            store.losesAnswers = false;

            holder.unlock();

            assertThat(seen().isFree()).isTrue();
        }
    }

    @Test
    void aRenewalThatIsAnsweredTooLatePermitsNothing() throws SQLException {
        try (LeasedLock holder = lock("run a")) {
            holder.tryLock();
            store.delay = LEASE.multipliedBy(3).dividedBy(4);
            awaitCounter(2);

            assertThatThrownBy(holder::check)
                    .isInstanceOf(LockGoneException.class)
                    .hasMessageContaining("could not be renewed")
                    .hasMessageContaining("Nothing was sent");
            store.delay = Duration.ZERO;
        }
    }

    @Test
    void aDefectDoesNotEndTheRenewing() throws SQLException {
        try (LeasedLock holder = lock("run a")) {
            holder.tryLock();
            store.isDefect = true;
            await().atMost(Duration.ofSeconds(10)).until(() -> !store.isDefect);

            awaitCounter(3);
            holder.check();

            assertThat(losses).hasValue(0);
        }
    }

    /** What is between it and the lock is not reliable. */
    private static final class FaultyStore implements LeaseStore {
        private final LeaseStore store;
        private final AtomicInteger prepared = new AtomicInteger();
        private volatile boolean losesAnswers;
        private volatile Duration delay = Duration.ZERO;
        /** Once. */
        private volatile boolean isDefect;

        FaultyStore(LeaseStore store) {
            this.store = store;
        }

        @Override
        public LockKind kind() {
            return store.kind();
        }

        @Override
        public void prepare() throws SQLException {
            prepared.incrementAndGet();
            store.prepare();
        }

        @Override
        public @Nullable Lease read() throws SQLException {
            return store.read();
        }

        @Override
        public Lease replace(Lease seen, String owner, Duration length) throws SQLException {
            if (isDefect) {
                isDefect = false;
                throw new IllegalStateException("a defect");
            }
            Lease now = store.replace(seen, owner, length);
            LockSupport.parkNanos(delay.toNanos());
            if (losesAnswers) {
                throw new SQLException("No answer");
            }
            return now;
        }
    }
}
