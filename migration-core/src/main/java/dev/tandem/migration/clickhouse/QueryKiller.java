package dev.tandem.migration.clickhouse;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.springframework.jdbc.core.RowMapper;

/** Ends a query in the server. KILL … SYNC may hang; so it is asked for, and looked after. */
final class QueryKiller {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

    /** Reads rows. */
    interface Reader {
        List<Long> read(Connection connection, String sql, RowMapper<Long> rows) throws SQLException;
    }

    private QueryKiller() {}

    /**
     * Returns when the query is awaited by nobody and gone, or after five seconds. One that is still on its way to the
     * server is not there to be killed yet, so it is asked for again.
     */
    static void kill(Connection connection, String queryId, BooleanSupplier awaited, Reader reader)
            throws SQLException {
        long end = System.nanoTime() + PATIENCE;
        String kill = "KILL QUERY WHERE query_id = " + queryId + " ASYNC";
        String count = "SELECT count() FROM system.processes WHERE query_id = " + queryId;
        do {
            reader.read(connection, kill, (row, index) -> 0L);
            LockSupport.parkNanos(PAUSE);
        } while (System.nanoTime() < end
                && (awaited.getAsBoolean()
                        || reader.read(connection, count, (row, index) -> row.getLong(1))
                                        .get(0)
                                > 0));
    }
}
