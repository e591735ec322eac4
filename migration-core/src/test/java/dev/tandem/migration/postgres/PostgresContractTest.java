package dev.tandem.migration.postgres;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.SqlDatabaseContract;
import java.util.List;

class PostgresContractTest extends SqlDatabaseContract {

    @Override
    protected TestDatabase newDatabase() {
        return DatabasesForTests.postgres();
    }

    @Override
    protected String createTable(String table) {
        return "CREATE TABLE " + table + " (id bigint PRIMARY KEY)";
    }

    @Override
    protected String comment(String table, String text) {
        return "COMMENT ON TABLE " + table + " IS '" + text + "'";
    }

    @Override
    protected List<String> schema() {
        return PostgresCatalog.of(database.jdbcUrl());
    }

    @Override
    protected boolean historyExists() {
        return Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM pg_class WHERE relname = 'schema_migrations'") > 0;
    }
}
