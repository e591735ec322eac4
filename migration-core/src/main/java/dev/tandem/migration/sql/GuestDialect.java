package dev.tandem.migration.sql;

import dev.tandem.migration.Deadline;
import java.sql.Connection;
import java.sql.SQLException;

/** A dialect on whose servers an engine of somebody else's can work, over a connection as runs of ours have it. */
public interface GuestDialect {

    /** The address as the JDBC driver knows it, which may be without the user that the settings have. */
    String jdbcUrl(DatabaseSettings settings);

    /** Connects for a run, by whose name the server knows the connection; it ends within seconds of the run's process. */
    Connection open(DatabaseSettings settings, String runId, Deadline deadline) throws SQLException;
}
