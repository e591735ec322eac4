package dev.tandem.migration.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The server process that took the lock, and what can be asked of it only over another connection, while it is busy. */
final class ServerProcess {
    /** When a process that the server knows began, by its own clock: with its number that is said of no other one. */
    static final String SINCE = "(extract(epoch FROM backend_start) * 1000000)::bigint";

    private final PostgresAddress address;
    private volatile int number;
    private volatile long since;

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

    /**
     * It is known now.
     *
     * @param known its number, which another one may get when it is gone, and one of another server may have
     * @param started when it began, as {@link #SINCE} says it
     */
    void known(int known, long started) {
        since = started;
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

    /**
     * For a statement that does not heed being cancelled.
     *
     * @throws SQLException also when the server to which the address leads has no such process: it is a stranger's by now,
     *     or another server
     */
    void terminate() throws SQLException {
        try (Connection second = address.connect()) {
            boolean ended = Rows.read(
                            second,
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_get_activity(" + number + ") WHERE " + SINCE
                                    + " = " + since,
                            (row, index) -> row.getBoolean(1))
                    .contains(true);
            if (!ended) {
                throw new SQLException("Server process " + number + " is not there any more.");
            }
        }
    }
}
