package dev.tandem.migration.clickhouse;

import java.sql.SQLException;
import java.util.List;

/** Asks a server something of ours. */
interface Asker {

    /** The first column of every row. */
    List<String> ask(String sql) throws SQLException;

    /** Sends something whose answer does not matter; there may be none. */
    default void tell(String sql) throws SQLException {
        ask(sql);
    }
}
