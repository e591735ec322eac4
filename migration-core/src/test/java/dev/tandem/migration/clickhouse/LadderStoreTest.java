package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.TableLocation;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LadderStoreTest extends LeaseStoreContract {

    @Override
    TestDatabase newDatabase() {
        return DatabasesForTests.clickhouse();
    }

    @Override
    LeaseStore store(LockConnection connection, TableLocation history) {
        return new LadderStore(new ClickHouseDialect(), connection, history);
    }

    private List<String> rungs() {
        return Jdbc.strings(database.jdbcUrl(), "SHOW TABLES");
    }

    @Test
    void onlyTheHighestRungStays() throws SQLException {
        LeaseStore store = store();
        Lease lease = prepared(store);
        for (int i = 0; i < 5; i++) {
            lease = store.replace(lease, "run a", LEASE);
        }
        assertThat(rungs()).containsExactly("schema_migrations_lock_5");

        store.replace(lease, "", LEASE);

        assertThat(rungs()).containsExactly("schema_migrations_lock_6");
    }

    /** Whose request was on its way for so long that the rung it names has been dropped. */
    @Test
    void aRungThatComesTooLateIsNobodysAndGoes() throws SQLException {
        LeaseStore store = store();
        Lease free = prepared(store);
        Lease first = store.replace(free, "run a", LEASE);
        Lease second = store.replace(first, "run a", LEASE);
        assertThat(rungs()).containsExactly("schema_migrations_lock_2");

        Lease told = store().replace(free, "run late", LEASE);

        assertThat(told.isStill(second)).isTrue();
        assertThat(rungs()).containsExactly("schema_migrations_lock_2");
    }

    /** Whose process ended between its two requests. */
    @Test
    void aRungBelowTheHighestThatNobodyDroppedCountsForNothing() throws SQLException {
        LeaseStore store = store();
        Lease lease = store.replace(store.replace(prepared(store), "run a", LEASE), "run a", LEASE);
        Jdbc.execute(
                database.jdbcUrl(),
                "CREATE TABLE schema_migrations_lock_1 (x UInt8) ENGINE = Null COMMENT 'tandem lock 1 1 1 run dead'");

        assertThat(store().read().isStill(lease)).isTrue();
        store.replace(lease, "run a", LEASE);

        assertThat(rungs()).containsExactly("schema_migrations_lock_3");
    }

    @Test
    void tablesThatOnlyResembleRungsAreNone() throws SQLException {
        Jdbc.execute(
                database.jdbcUrl(),
                "CREATE TABLE schema_migrations_lock_ (x UInt8) ENGINE = Null",
                "CREATE TABLE schema_migrations_lock_x9 (x UInt8) ENGINE = Null",
                "CREATE TABLE schema_migrations_lock_09 (x UInt8) ENGINE = Null",
                "CREATE TABLE other_lock_9 (x UInt8) ENGINE = Null");

        LeaseStore store = store();
        store.replace(prepared(store), "run a", LEASE);

        assertThat(rungs()).hasSize(5).contains("schema_migrations_lock_1");
    }

    @Test
    void aRungWhoseCommentCannotBeReadIsHeldBySomebody() throws SQLException {
        Jdbc.execute(
                database.jdbcUrl(),
                "CREATE TABLE schema_migrations_lock_4 (x UInt8) ENGINE = Null COMMENT 'tandem lock of some later version'");

        Lease lease = store().read();

        assertThat(lease.isFree()).isFalse();
        assertThat(lease.counter()).isEqualTo(4);
        assertThat(lease.length()).isEqualTo(Duration.ZERO);
    }
}
