package dev.tandem.migration.clickhouse;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;

class LadderRunLockTest extends RunLockContract {

    @Override
    TestDatabase newDatabase() {
        return DatabasesForTests.clickhouse();
    }

    @Override
    String lock() {
        return "ladder";
    }

    @Override
    String lender() {
        return "";
    }
}
