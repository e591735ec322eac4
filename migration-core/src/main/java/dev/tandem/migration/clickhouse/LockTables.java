package dev.tandem.migration.clickhouse;

import dev.tandem.migration.sql.TableLocation;

/** The names of the tables in which locks are kept; a drop leaves them. */
final class LockTables {
    /** What their comments say, or begin with. */
    static final String COMMENT = "tandem lock";

    private LockTables() {}

    static String keeperMap(TableLocation history) {
        return history.table() + "_lock";
    }

    /** What the names of rungs begin with; their number follows. */
    static String rungs(TableLocation history) {
        return history.table() + "_lock_";
    }

    /** The condition for those of a history among a database's tables. */
    static String condition(ClickHouseDialect dialect, TableLocation history) {
        return "(name = " + dialect.literal(keeperMap(history)) + " OR startsWith(name, "
                + dialect.literal(rungs(history)) + ")) AND startsWith(comment, " + dialect.literal(COMMENT) + ")";
    }
}
