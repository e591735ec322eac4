package dev.tandem.migration.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The server process that took the lock, and what can be asked of it only over another connection, while it is busy. */
final class ServerProcess {
    private final PostgresAddress address;
    private volatile int number;

    /**
     * One that is not known yet.
     *
     * @param address of our own connection
     */
    ServerProcess(PostgresAddress address) {
        this.address = address.impatient();
    }

    /** As the server counts them; 0 until it is known. */
    int number() {
        return number;
    }

    void number(int known) {
        number = known;
    }

    /** Who holds the locks that our session waits for now. */
    List<String> blockers() throws SQLException {
        try (Connection second = address.connect()) {
            return Rows.read(
                    second,
                    "SELECT 'server process ' || pid || ' (' || concat_ws(', ', nullif(application_name, ''),"
                            + " 'user ' || usename, state || ' for ' || date_trunc('second', clock_timestamp() - state_change))"
                            + " || ')' FROM pg_stat_activity WHERE pid = ANY (pg_blocking_pids(" + number + "))",
                    (row, index) -> row.getString(1));
        }
    }

    /** For a statement that does not heed being cancelled. */
    void terminate() throws SQLException {
        try (Connection second = address.connect()) {
            Rows.read(second, "SELECT pg_terminate_backend(" + number + ")", (row, index) -> row.getBoolean(1));
        }
    }
}
