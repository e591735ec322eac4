package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.TableLocation;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LadderStoreTest extends LeaseStoreContract {
    private static final int CLIMBS = 200;

    @Override
    TestDatabase newDatabase() {
        return DatabasesForTests.clickhouse();
    }

    @Override
    LeaseStore store(LockConnection connection, TableLocation history) {
        return new LadderStore(new ClickHouseDialect(), connection, history);
    }

    private List<String> columns() {
        return Jdbc.strings(
                database.jdbcUrl(),
                "SELECT concat(name, ' ', comment) FROM system.columns WHERE database = currentDatabase()"
                        + " AND table = 'schema_migrations_ladder' ORDER BY name DESC");
    }

    @Test
    void thereIsOneTableWithOneRung() throws SQLException {
        LeaseStore store = store();
        Lease lease = prepared(store);
        for (int i = 0; i < 5; i++) {
            lease = store.replace(lease, "run a", LEASE);
        }
        assertThat(columns()).hasSize(2);

        store.replace(lease, "", LEASE);

        assertThat(columns()).containsExactly("x ", "r6 free");
        assertThat(Jdbc.strings(database.jdbcUrl(), "SHOW TABLES")).containsExactly("schema_migrations_ladder");
    }

    /** Whose request was on its way for so long that the rung it climbs from is long gone. */
    @Test
    void whoComesTooLateClimbsNothing() throws SQLException {
        LeaseStore store = store();
        Lease free = prepared(store);
        Lease lease = free;
        for (int i = 0; i < 5; i++) {
            lease = store.replace(lease, "run a", LEASE);
        }

        assertThat(store().replace(free, "run late", LEASE).isStill(lease)).isTrue();
        assertThat(columns()).hasSize(2);
    }

    /** Tables that are created and dropped instead would be missed by who just looks. */
    @Test
    void whoLooksWhileOthersClimbAlwaysSeesARung() throws SQLException {
        LeaseStore store = store();
        Lease first = prepared(store);
        LeaseStore observer = store();
        CompletableFuture<Void> climbing = CompletableFuture.runAsync(
                () -> {
                    try {
                        Lease lease = first;
                        for (int i = 0; i < CLIMBS; i++) {
                            lease = store.replace(lease, i % 2 == 0 ? "run a" : "", LEASE);
                        }
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> new Thread(task).start());

        long latest = 0;
        while (!climbing.isDone()) {
            Lease seen = observer.read();
            assertThat(seen).isNotNull();
            assertThat(seen.counter()).isGreaterThanOrEqualTo(latest);
            latest = seen.counter();
        }

        climbing.join();
        assertThat(observer.read().counter()).isEqualTo(CLIMBS);
    }

    @Test
    void aRungWhoseCommentCannotBeReadIsHeldBySomebody() throws SQLException {
        LeaseStore store = store();
        prepared(store);
        Jdbc.execute(
                database.jdbcUrl(),
                "ALTER TABLE schema_migrations_ladder COMMENT COLUMN r0 'written by some later version'");

        Lease lease = store.read();

        assertThat(lease.isFree()).isFalse();
        assertThat(lease.length()).isEqualTo(Duration.ZERO);
    }

    @Test
    void aTableThatSomebodyDroppedIsAnErrorForItsHolder() throws SQLException {
        LeaseStore store = store();
        Lease lease = store.replace(prepared(store), "run a", LEASE);
        Jdbc.execute(database.jdbcUrl(), "DROP TABLE schema_migrations_ladder");

        assertThatThrownBy(() -> store.replace(lease, "run a", LEASE)).isInstanceOf(SQLException.class);
    }
}
