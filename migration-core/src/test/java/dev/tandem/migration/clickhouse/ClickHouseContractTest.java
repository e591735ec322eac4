package dev.tandem.migration.clickhouse;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.SqlDatabaseContract;
import java.util.List;

class ClickHouseContractTest extends SqlDatabaseContract {

    @Override
    protected TestDatabase newDatabase() {
        return DatabasesForTests.clickhouse();
    }

    @Override
    protected String createTable(String table) {
        return "CREATE TABLE " + table + " (id UInt64) ENGINE = MergeTree ORDER BY id";
    }

    @Override
    protected String comment(String table, String text) {
        return "ALTER TABLE " + table + " MODIFY COMMENT '" + text + "'";
    }

    @Override
    protected List<String> schema() {
        // Without the database's random name, which may happen to contain that of a table.
        return Jdbc.strings(
                database.jdbcUrl(),
                "SELECT concat(name, ' ', replaceAll(create_table_query, concat(currentDatabase(), '.'), ''))"
                        + " FROM system.tables WHERE database = currentDatabase() AND NOT startsWith(name, 'schema_migrations') ORDER BY name");
    }

    @Override
    protected boolean historyExists() {
        return Jdbc.number(
                        database.jdbcUrl(),
                        "SELECT count() FROM system.tables WHERE database = currentDatabase()"
                                + " AND name = 'schema_migrations'")
                > 0;
    }
}
