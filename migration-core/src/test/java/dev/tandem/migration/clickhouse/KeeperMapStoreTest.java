package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.KeeperClickHouse;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.TableLocation;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class KeeperMapStoreTest extends LeaseStoreContract {

    @Override
    TestDatabase newDatabase() {
        return KeeperClickHouse.database();
    }

    @Override
    LeaseStore store(LockConnection connection, TableLocation history) {
        return new KeeperMapStore(new ClickHouseDialect(), connection, history, "");
    }

    @Test
    void isSeededOnceHoweverOftenItIsMadeReady() throws SQLException {
        LeaseStore store = store();
        Lease taken = store.replace(prepared(store), "run a", LEASE);

        assertThat(prepared(store()).isStill(taken)).isTrue();
        assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count() FROM schema_migrations_lock"))
                .isEqualTo(1);
    }

    /** As on the second server of a cluster, whose table leads to the same row. */
    @Test
    void aTableThatWasCreatedAnewFindsTheLeaseOfTheOther() throws SQLException {
        LeaseStore store = store();
        Lease taken = store.replace(prepared(store), "run a", LEASE);
        try (TestDatabase other = KeeperClickHouse.database()) {
            String table = Jdbc.strings(database.jdbcUrl(), "SHOW CREATE TABLE schema_migrations_lock")
                    .get(0);
            Jdbc.execute(other.jdbcUrl(), table.replace(database.name() + ".", other.name() + "."));

            assertThat(Jdbc.strings(other.jdbcUrl(), "SELECT owner FROM schema_migrations_lock"))
                    .containsExactly(taken.owner());
        }
    }

    @Test
    void isImpossibleWithoutAKeeperAndAnErrorWhereSomethingElseIsWrong() throws SQLException {
        assertThat(((KeeperMapStore) store()).isPossible()).isTrue();
        try (TestDatabase without = DatabasesForTests.clickhouse()) {
            database.close();
            database = without;
            assertThat(((KeeperMapStore) store()).isPossible()).isFalse();

            TableLocation nowhere = new TableLocation("there_is_no_such_database", "schema_migrations", false, null);
            KeeperMapStore broken = (KeeperMapStore) store(nowhere);
            assertThatThrownBy(broken::isPossible).isInstanceOf(SQLException.class);
            database = newDatabase();
        }
    }

    @Test
    void onAClusterItsTableIsCreatedOnEveryHost() {
        KeeperMapStore store = new KeeperMapStore(
                new ClickHouseDialect(), connection(), location("schema_migrations"), " ON CLUSTER `main`");

        assertThat(store.definition())
                .startsWith("CREATE TABLE IF NOT EXISTS `" + database.name()
                        + "`.`schema_migrations_lock` ON CLUSTER `main` (")
                .contains("ENGINE = KeeperMap('/tandem/" + database.name() + "/schema_migrations') PRIMARY KEY name");
    }
}
