package dev.tandem.migration.clickhouse;

import dev.tandem.migration.embedded.KeeperClickHouse;
import dev.tandem.migration.embedded.TestDatabase;

class KeeperMapRunLockTest extends RunLockContract {

    @Override
    TestDatabase newDatabase() {
        return KeeperClickHouse.database();
    }

    @Override
    String lock() {
        return "keeper-map";
    }

    @Override
    String lender() {
        return "";
    }
}
