package dev.tandem.migration.clickhouse;

import com.clickhouse.jdbc.ConnectionImpl;
import java.sql.SQLException;

/** Has the driver's connection to a server. */
interface Connected {

    /** The connection, which may have to be opened first. */
    ConnectionImpl connection() throws SQLException;
}
