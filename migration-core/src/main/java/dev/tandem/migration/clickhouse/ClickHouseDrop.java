package dev.tandem.migration.clickhouse;

import dev.tandem.migration.sql.DatabaseSettings;
import dev.tandem.migration.sql.TableLocation;
import java.sql.SQLException;

/**
 * What would empty a database. Views before the tables they read, dictionaries apart; what a materialized view keeps goes with
 * it. The tables of the lock stay: other runs may just be looking at them. The history is the last: what cannot be dropped is not applied once more by the next run.
 *
 * @param servers whose tables
 * @param history the history table
 */
record ClickHouseDrop(Servers servers, ClickHouseHistory history) {

    /** Estimates what it empties. Only tables that keep rows: those of a materialized view are told under its name. */
    static final String ROWS =
            "SELECT name, total_rows FROM system.tables WHERE database = currentDatabase() AND NOT is_temporary"
                    + " AND total_rows IS NOT NULL AND NOT startsWith(name, '.inner') AND NOT startsWith(comment, '"
                    + LockTables.COMMENT + "') ORDER BY total_rows DESC, name";

    private static final int TOO_LARGE = 359;

    static boolean isTooLarge(SQLException e) {
        return ClickHouseErrors.code(e) == TOO_LARGE;
    }

    /** What to do about a table that the server protects by its size; the server's words name the table and its flag. */
    static SQLException tooLarge(String sql, DatabaseSettings settings, SQLException cause) {
        return new SQLException(
                cause.getMessage() + "\nIt was: " + sql + "\nTo allow it for this user of the tool, put"
                        + " clickhouse_setting_max_table_size_to_drop=0 among the parameters of tandem.databases."
                        + settings.name()
                        + ".url, or create the server's flag file, which counts for one table; then drop again. What was"
                        + " dropped before it is gone.",
                cause);
    }

    /** Reads the statements, for the database in which the history is. */
    String sql(TableLocation location) {
        ClickHouseDialect dialect = servers.dialect();
        return "SELECT concat(multiIf(engine = 'Dictionary', 'DROP DICTIONARY', endsWith(engine, 'View'), 'DROP VIEW',"
                + " 'DROP TABLE'), ' IF EXISTS ', '`', replaceAll(replaceAll(database, '\\\\', '\\\\\\\\'), '`', '\\\\`'),"
                + " '`.`', replaceAll(replaceAll(name, '\\\\', '\\\\\\\\'), '`', '\\\\`'), '`', "
                + dialect.literal(history.onCluster()) + ", ' SYNC"
                + " SETTINGS check_table_dependencies = 0, check_referential_table_dependencies = 0')"
                + " FROM " + servers.table("tables") + " WHERE database = " + dialect.literal(location.schema())
                + " AND NOT is_temporary AND NOT startsWith(name, '.inner') AND NOT ("
                + LockTables.condition(dialect, location) + ") GROUP BY database, name, engine"
                + " ORDER BY name = " + dialect.literal(location.table())
                + ", multiIf(endsWith(engine, 'View'), 0, engine = 'Dictionary', 1, 2), name";
    }
}
