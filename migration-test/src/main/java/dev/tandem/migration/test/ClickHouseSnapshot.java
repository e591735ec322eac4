package dev.tandem.migration.test;

import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.test.ClickHouseTable.Rows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A database beside it with a copy of each table that has rows. What is kept in parts is shared, not copied: parts never
 * change.
 *
 * <ol>
 *   <li>While the definitions are those of the snapshot, each table whose rows may be others now is emptied and given the
 *       snapshot's. To be given parts feeds no materialized view.
 *   <li>Where a definition differs, or a table that feeds views has to be filled by inserting, the whole database is dropped and
 *       made again: tables, their rows, and only then the materialized views.
 *   <li>Dictionaries that were read are read again: they may hold rows that are gone.
 * </ol>
 */
final class ClickHouseSnapshot implements Snapshot {
    /** What stands for the rows of a table now: parts never change, and no rows are no rows. Of any others nothing is known. */
    private static final String SIGNATURES = """
            SELECT t.name, multiIf(t.engine LIKE '%MergeTree', p.parts, t.total_rows = 0, '', toString(generateUUIDv4()))
              FROM system.tables t LEFT JOIN (
                SELECT table, arrayStringConcat(arraySort(groupArray(concat(name, hash_of_all_files))), ' ') AS parts
                  FROM system.parts WHERE active AND database = ':database' GROUP BY table) p ON p.table = t.name
             WHERE t.database = ':database'""";

    private final String serverUrl;
    private final String database;
    private final String copies;
    private List<ClickHouseTable> tables;
    private Map<String, String> signatures;

    ClickHouseSnapshot(TestDatabase database) {
        this.serverUrl = database.serverUrl();
        this.database = database.name();
        this.copies = this.database + "_copies";
        try (Sql sql = Sql.open(serverUrl)) {
            sql.execute("CREATE DATABASE " + copies);
            tables = ClickHouseTable.of(sql, this.database);
            tables.forEach(table -> copy(sql, table));
            signatures = signatures(sql);
        }
    }

    private void copy(Sql sql, ClickHouseTable table) {
        switch (table.rows()) {
            case PARTS -> {
                sql.execute("CREATE TABLE " + copyOf(table) + " AS " + original(table));
                sql.execute("ALTER TABLE " + copyOf(table) + " ATTACH PARTITION ALL FROM " + original(table));
            }
            case COPIED ->
                sql.execute("CREATE TABLE " + copyOf(table) + " ENGINE = Memory AS SELECT * FROM " + original(table));
            case NONE -> {}
        }
    }

    @Override
    public void restore() {
        try (Sql sql = Sql.open(serverUrl)) {
            List<ClickHouseTable> changed = changed(sql);
            if (!ClickHouseTable.of(sql, database).equals(tables)
                    || changed.stream().anyMatch(table -> table.rows() == Rows.COPIED && table.feeds())) {
                rebuild(sql);
            } else {
                changed.forEach(table -> fill(sql, table));
            }
            for (String dictionary : sql.strings(
                    "SELECT name FROM system.dictionaries WHERE status = 'LOADED' AND database = '" + database + "'")) {
                sql.execute("SYSTEM RELOAD DICTIONARY " + ClickHouseTable.quoted(database, dictionary));
            }
            signatures = signatures(sql);
        }
    }

    private List<ClickHouseTable> changed(Sql sql) {
        Map<String, String> found = signatures(sql);
        return tables.stream()
                .filter(table -> table.rows() != Rows.NONE)
                .filter(table ->
                        !signatures.getOrDefault(table.name(), "").equals(found.getOrDefault(table.name(), "")))
                .toList();
    }

    private Map<String, String> signatures(Sql sql) {
        Map<String, String> all = new HashMap<>();
        sql.rows(SIGNATURES.replace(":database", database)).forEach(row -> all.put(row.get(0), row.get(1)));
        return all;
    }

    private void rebuild(Sql sql) {
        sql.execute("DROP DATABASE IF EXISTS " + database + " SYNC");
        sql.execute("CREATE DATABASE " + database);
        create(sql, table -> !table.isMaterializedView() && !table.isInner());
        fill(sql, table -> table.rows() == Rows.COPIED && !table.isInner());
        create(sql, ClickHouseTable::isMaterializedView);
        tables = ClickHouseTable.of(sql, database);
        fill(sql, table -> table.rows() == Rows.COPIED && table.isInner());
        fill(sql, table -> table.rows() == Rows.PARTS);
    }

    /** Creates tables and views in an order that works, which is found by trying. */
    private void create(Sql sql, Predicate<ClickHouseTable> which) {
        List<ClickHouseTable> waiting = tables.stream().filter(which).toList();
        while (!waiting.isEmpty()) {
            List<ClickHouseTable> refused = new ArrayList<>();
            IllegalStateException reason = null;
            for (ClickHouseTable table : waiting) {
                try {
                    sql.execute(table.definition());
                } catch (IllegalStateException e) {
                    refused.add(table);
                    reason = e;
                }
            }
            if (reason != null && refused.size() == waiting.size()) {
                throw reason;
            }
            waiting = refused;
        }
    }

    private void fill(Sql sql, Predicate<ClickHouseTable> which) {
        tables.stream().filter(which).forEach(table -> fill(sql, table));
    }

    private void fill(Sql sql, ClickHouseTable table) {
        sql.execute("TRUNCATE TABLE " + original(table));
        sql.execute(
                table.rows() == Rows.PARTS
                        ? "ALTER TABLE " + original(table) + " ATTACH PARTITION ALL FROM " + copyOf(table)
                        : "INSERT INTO " + original(table) + " SELECT * FROM " + copyOf(table));
    }

    private String original(ClickHouseTable table) {
        return ClickHouseTable.quoted(database, table.name());
    }

    private String copyOf(ClickHouseTable table) {
        return ClickHouseTable.quoted(copies, table.copyName());
    }

    @Override
    public void close() {
        try (Sql sql = Sql.open(serverUrl)) {
            sql.execute("DROP DATABASE IF EXISTS " + copies + " SYNC");
        }
    }
}
