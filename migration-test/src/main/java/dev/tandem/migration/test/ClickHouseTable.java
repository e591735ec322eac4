package dev.tandem.migration.test;

import java.util.List;

/**
 * A table, view or dictionary of a ClickHouse database.
 *
 * @param name its name
 * @param engine its engine
 * @param definition the statement that creates it
 * @param feeds whether materialized views are fed by what is inserted into it
 * @param innerOf the materialized view whose rows it keeps; empty when it is none's
 */
record ClickHouseTable(String name, String engine, String definition, boolean feeds, String innerOf) {
    private static final String ALL = """
            SELECT name, engine, create_table_query, notEmpty(dependencies_table),
                (SELECT any(v.name) FROM system.tables v WHERE v.database = ':database'
                    AND startsWith(t.name, '.inner_id.') AND t.name = concat('.inner_id.', toString(v.uuid)))
              FROM system.tables t
             WHERE database = ':database' AND comment != 'tandem lock' AND NOT is_temporary
             ORDER BY name""";

    /** Those of a database but for our locks. */
    static List<ClickHouseTable> of(Sql sql, String database) {
        return sql.rows(ALL.replace(":database", database)).stream()
                .map(row -> new ClickHouseTable(row.get(0), row.get(1), row.get(2), isTrue(row.get(3)), row.get(4)))
                .toList();
    }

    private static boolean isTrue(String value) {
        return value.equals("1") || value.equals("true");
    }

    /** How its rows are kept. */
    Rows rows() {
        if (engine.endsWith("MergeTree") && !engine.startsWith("Replicated") && !engine.startsWith("Shared")) {
            return Rows.PARTS;
        }
        return switch (engine) {
            case "Log", "TinyLog", "StripeLog", "Memory", "Join", "EmbeddedRocksDB", "KeeperMap" -> Rows.COPIED;
            default -> engine.endsWith("MergeTree") ? Rows.COPIED : Rows.NONE;
        };
    }

    /** How the rows of a table are kept. */
    enum Rows {
        /** In immutable parts, which another table may have, too. */
        PARTS,
        /** In some other way. */
        COPIED,
        /** Elsewhere, or nowhere. */
        NONE
    }

    boolean isMaterializedView() {
        return engine.equals("MaterializedView");
    }

    boolean isInner() {
        return !innerOf.isEmpty();
    }

    /** What it is called in a snapshot: an inner table's own name changes with its view's identity. */
    String copyName() {
        return isInner() ? "inner " + innerOf : "table " + name;
    }

    /** A name in SQL. */
    static String quoted(String database, String table) {
        return "`" + database + "`.`" + table.replace("\\", "\\\\").replace("`", "\\`") + "`";
    }
}
