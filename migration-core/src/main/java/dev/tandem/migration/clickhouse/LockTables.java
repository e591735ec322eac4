package dev.tandem.migration.clickhouse;

import dev.tandem.migration.sql.TableLocation;

/** The names of the tables in which locks are kept; a drop leaves them. */
final class LockTables {
    /** What their comments say. */
    static final String COMMENT = "tandem lock";

    private LockTables() {}

    static String keeperMap(TableLocation history) {
        return history.table() + "_lock";
    }

    static String ladder(TableLocation history) {
        return history.table() + "_ladder";
    }

    /** The condition for those of a history among a database's tables. */
    static String condition(ClickHouseDialect dialect, TableLocation history) {
        return "name IN (" + dialect.literal(keeperMap(history)) + ", " + dialect.literal(ladder(history))
                + ") AND comment = " + dialect.literal(COMMENT);
    }
}
