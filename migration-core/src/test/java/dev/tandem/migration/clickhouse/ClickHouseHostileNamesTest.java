package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.HostileNamesContract;
import dev.tandem.migration.sql.Jdbc;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClickHouseHostileNamesTest extends HostileNamesContract {
    @Override
    protected TestDatabase open() {
        return DatabasesForTests.clickhouse();
    }

    @Override
    protected String createTable(String name) {
        return "CREATE TABLE " + name + " (i Int32) ENGINE = MergeTree ORDER BY i;";
    }

    @Override
    protected String tables() {
        return "SELECT name FROM system.tables WHERE database = currentDatabase() AND comment != 'tandem lock'";
    }

    @ParameterizedTest
    @ValueSource(strings = {"c`; DROP TABLE canary; --", "c'); DROP TABLE canary; --", "sp ace"})
    void aNameThatNoClusterCanHaveIsRefused(String name) {
        project().with(builder -> builder.cluster(name)).migration("1_a", createTable("a"), "");

        assertThatThrownBy(project()::up)
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(name);

        assertThat(Jdbc.strings(database().jdbcUrl(), tables())).containsExactly("canary");
    }
}
