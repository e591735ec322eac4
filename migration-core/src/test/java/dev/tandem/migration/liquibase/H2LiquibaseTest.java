package dev.tandem.migration.liquibase;

import dev.tandem.migration.sql.Jdbc;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

class H2LiquibaseTest extends LiquibaseDatabaseContract {
    private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    @AfterEach
    void shutDown() {
        Jdbc.execute(url, "SHUTDOWN");
    }

    @Override
    String url() {
        return url;
    }
}
