package dev.tandem.migration.liquibase;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.postgres.PostgresCatalog;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

class PostgresLargeChangelogTest extends LargeChangelogContract {
    private final TestDatabase ours = DatabasesForTests.postgres();
    private final TestDatabase plain = DatabasesForTests.postgres();

    @AfterEach
    void dropDatabases() {
        ours.close();
        plain.close();
    }

    @Override
    String url() {
        return ours.jdbcUrl();
    }

    @Override
    String plainUrl() {
        return plain.jdbcUrl();
    }

    @Override
    List<String> catalog(String url) {
        return PostgresCatalog.of(url);
    }
}
