package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import org.junit.jupiter.api.AfterEach;

class BorrowedRunLockTest extends RunLockContract {
    private final TestDatabase postgres = DatabasesForTests.postgres();

    @AfterEach
    void dropLender() {
        postgres.close();
    }

    @Override
    TestDatabase newDatabase() {
        return DatabasesForTests.clickhouse();
    }

    @Override
    String lock() {
        return "postgres:main";
    }

    @Override
    String lender() {
        return postgres.jdbcUrl();
    }

    /** The server keeps it for a process that is stopped: its connection is there. */
    @Override
    void whileItIsStopped() {
        assertTheLockIsKept();
    }

    @Override
    void afterItWokeUp(int exit, String output) {
        assertThat(output).isEmpty();
        assertThat(exit).isZero();
    }
}
