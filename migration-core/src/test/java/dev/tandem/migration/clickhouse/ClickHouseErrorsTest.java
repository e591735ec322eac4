package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class ClickHouseErrorsTest {

    @Test
    void whatTheServerSaidIsAlsoLookedForInTheCauses() {
        SQLException hidden =
                new SQLException("Failed to execute", new IllegalStateException("while pushing to view d.v"));

        assertThat(ClickHouseErrors.everyMessage(hidden)).contains("Failed to execute", "while pushing to view d.v");
    }
}
