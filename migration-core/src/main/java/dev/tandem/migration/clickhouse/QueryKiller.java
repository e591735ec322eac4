package dev.tandem.migration.clickhouse;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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

    /** Returns when the query is gone, or after five seconds. */
    static void kill(Connection connection, String queryId, Reader reader) throws SQLException {
        long end = System.nanoTime() + PATIENCE;
        reader.read(connection, "KILL QUERY WHERE query_id = " + queryId + " ASYNC", (row, index) -> 0L);
        String count = "SELECT count() FROM system.processes WHERE query_id = " + queryId;
        while (System.nanoTime() < end
                && reader.read(connection, count, (row, index) -> row.getLong(1))
                                .get(0)
                        > 0) {
            LockSupport.parkNanos(PAUSE);
        }
    }
}
