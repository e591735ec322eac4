package dev.tandem.migration.fault;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** In ClickHouse. What is kept is in a database of its own. */
final class SpoiltClickHouse extends SpoiltDatabase {
    private final TestDatabase kept = DatabasesForTests.clickhouse();
    private final List<String> restoring = new ArrayList<>();

    SpoiltClickHouse(Path directory) {
        super("clickhouse", DatabasesForTests.clickhouse(), directory);
    }

    @Override
    void keep() {
        for (String table : tables()) {
            execute("CREATE TABLE " + kept.name() + "." + table + " AS " + table);
            execute("INSERT INTO " + kept.name() + "." + table + " SELECT * FROM " + table);
            restoring.add("CREATE TABLE " + table + " AS " + kept.name() + "." + table);
            restoring.add("INSERT INTO " + table + " SELECT * FROM " + kept.name() + "." + table);
        }
        restoring.add(comment(
                ask("SELECT comment FROM system.tables WHERE database = currentDatabase() AND name = '" + HISTORY + "'")
                        .get(0)));
    }

    @Override
    void restore() {
        // Dictionaries before the tables that they read.
        ask("SELECT concat('DROP ', if(engine = 'Dictionary', 'DICTIONARY ', 'TABLE '), '`', name, '`', ' SYNC')"
                        + " FROM system.tables WHERE database = currentDatabase() ORDER BY engine != 'Dictionary', name")
                .forEach(this::execute);
        execute(restoring);
    }

    @Override
    String create(String table) {
        return "CREATE TABLE " + table + " (i UInt64) ENGINE = MergeTree ORDER BY i";
    }

    @Override
    String createdAs(String table, String select) {
        return "CREATE TABLE " + table + " ENGINE = MergeTree ORDER BY tuple() AS " + select;
    }

    @Override
    List<String> tables() {
        return ask(
                "SELECT name FROM system.tables WHERE database = currentDatabase() AND NOT startsWith(name, '.inner')"
                        + " ORDER BY name");
    }

    private List<String> exchanged(String create, String select) {
        return List.of(
                create,
                "INSERT INTO copy SELECT " + select + " FROM " + HISTORY,
                "EXCHANGE TABLES copy AND " + HISTORY,
                "DROP TABLE copy SYNC");
    }

    @Override
    List<String> change(String column, String value, String where) {
        return exchanged(
                "CREATE TABLE copy AS " + HISTORY,
                "* REPLACE (if(" + where + ", " + value + ", " + column + ") AS " + column + ")");
    }

    @Override
    List<String> delete(String where) {
        return List.of("ALTER TABLE " + HISTORY + " DELETE WHERE " + where + " SETTINGS mutations_sync = 2");
    }

    @Override
    List<String> toNull(String column, String where) {
        return List.of(
                createdAs(
                        "copy",
                        "SELECT * REPLACE (if(" + where + ", NULL, " + column + ") AS " + column + ") FROM " + HISTORY),
                "EXCHANGE TABLES copy AND " + HISTORY,
                "DROP TABLE copy SYNC");
    }

    @Override
    List<String> again(String column, String value, String where) {
        // The condition stands apart: beside REPLACE it would mean the replaced value and find nothing.
        return List.of("INSERT INTO " + HISTORY + " SELECT * REPLACE (" + value + " AS " + column
                + ") FROM (SELECT * FROM " + HISTORY + " WHERE " + where + ")");
    }

    @Override
    String comment(String text) {
        return "ALTER TABLE " + HISTORY + " MODIFY COMMENT '" + text + "'";
    }

    @Override
    String rowOf(String table) {
        return "toString(tuple(*))";
    }

    @Override
    public void close() {
        super.close();
        kept.close();
    }
}
