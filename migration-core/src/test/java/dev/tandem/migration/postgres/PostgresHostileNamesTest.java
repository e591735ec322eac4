package dev.tandem.migration.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.migration.Command;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.HostileNamesContract;
import dev.tandem.migration.sql.Jdbc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PostgresHostileNamesTest extends HostileNamesContract {
    @Override
    protected TestDatabase open() {
        return DatabasesForTests.postgres();
    }

    @Override
    protected String createTable(String name) {
        return "CREATE TABLE " + name + " (i int);";
    }

    @Override
    protected String tables() {
        return "SELECT tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')";
    }

    @ParameterizedTest
    @MethodSource("names")
    void aSchemaOfAnyNameIsThatVerySchema(String name) {
        Jdbc.execute(database().jdbcUrl(), "CREATE SCHEMA \"" + name.replace("\"", "\"\"") + "\"");
        project().with(builder -> builder.schema(name)).migration("1_a", "CREATE TABLE a (i int);", "DROP TABLE a;");

        everythingWorks();
        project().manager().run(new Command.Drop());

        assertThat(Jdbc.strings(database().jdbcUrl(), tables())).containsExactly("canary");
    }

    @Test
    void aNameThatTheServerWouldCutOffIsRefused() {
        project().with(builder -> builder.table("é".repeat(32))).migration("1_a", "SELECT 1;", "");

        assertThatThrownBy(project()::up)
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("63 bytes");
    }
}
