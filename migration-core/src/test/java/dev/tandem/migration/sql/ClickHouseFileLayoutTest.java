package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import org.junit.jupiter.api.Test;

class ClickHouseFileLayoutTest extends FileLayoutContract {

    @Override
    TestDatabase newDatabase() {
        return DatabasesForTests.clickhouse();
    }

    @Override
    String create(String table) {
        return "CREATE TABLE IF NOT EXISTS " + table
                + " (\n    id String, -- JSON; as a string\n    at DateTime64(3)\n)\n"
                + "ENGINE = MergeTree()\nORDER BY (id)\nTTL toDateTime(at) + INTERVAL 365 DAY";
    }

    @Override
    String sleep() {
        return "SELECT sleep(3)";
    }

    @Override
    boolean exists(String table) {
        return Jdbc.number(
                        database.jdbcUrl(),
                        "SELECT count() FROM system.tables WHERE database = currentDatabase() AND name = '" + table
                                + "'")
                > 0;
    }

    @Test
    void whatDeclinesATransactionRunsAsEverythingElse() {
        project.write("1_t.sql", "-- +goose NO TRANSACTION\n-- +goose Up\n" + create("t") + ";\n");

        project.up();

        assertThat(exists("t")).isTrue();
    }
}
