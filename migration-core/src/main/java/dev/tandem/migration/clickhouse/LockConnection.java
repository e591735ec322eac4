package dev.tandem.migration.clickhouse;

import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.jdbc.ConnectionImpl;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.RowMapper;

/**
 * A connection for the lock alone, opened when it is needed: what keeps the run's own connection busy, or cuts it, must not
 * keep a lease from being renewed.
 */
final class LockConnection implements Asker, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LockConnection.class);
    /** Well below a third of the default lease, so that one lost answer costs no lock. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final ClickHouseAddress address;
    private final Requests requests = new Requests();
    private volatile @Nullable ConnectionImpl connection;
    private volatile boolean givenUp;

    LockConnection(ClickHouseAddress address) {
        this.address = address;
    }

    private synchronized ConnectionImpl connection() throws SQLException {
        ConnectionImpl open = connection;
        if (open == null && !givenUp) {
            open = Connecting.second(address, ANSWER).unwrap(ConnectionImpl.class);
            connection = open;
        }
        if (open == null || givenUp) {
            close();
            throw new SQLException("The server was silent when the run was to end");
        }
        return open;
    }

    <T extends @Nullable Object> List<T> query(String sql, RowMapper<T> rows) throws SQLException {
        return new Reader(connection(), requests, false).query(sql, rows);
    }

    @Override
    public List<String> ask(String sql) throws SQLException {
        return query(sql, (row, index) -> row.getString(1));
    }

    @Override
    public void tell(String sql) throws SQLException {
        new Reader(connection(), requests, false).tell(sql);
    }

    /** Sends a definition or a change, strictly: one that does not find what it names as it names it fails. */
    void send(String sql) throws SQLException {
        Sender sender = Sender.free(connection());
        QuerySettings settings = Sender.toTheEnd(sender.settings()).serverSetting("keeper_map_strict_mode", "1");
        requests.send(() -> sender.send(sql, settings));
    }

    /** The run is to end: a request that is not answered soon is given up, and nothing is asked any more then. */
    void cancel() {
        requests.cancel(queryId -> {}, this::giveUp);
    }

    /** The server is silent: nothing is asked any more. */
    void giveUp() {
        givenUp = true;
        close();
    }

    /** Waits for nobody: whoever is just opening it closes it. */
    @Override
    public void close() {
        ConnectionImpl open = connection;
        try {
            if (open != null) {
                open.close();
            }
        } catch (SQLException e) {
            log.debug("Closing the connection of the lock failed", e);
        }
    }
}
