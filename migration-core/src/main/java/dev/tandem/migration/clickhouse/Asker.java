package dev.tandem.migration.clickhouse;

import java.sql.SQLException;
import java.util.List;

/** Asks a server something of ours: the first column of every row. */
interface Asker {
    List<String> ask(String sql) throws SQLException;
}
