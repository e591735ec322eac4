package dev.tandem.migration.clickhouse;

import com.clickhouse.client.api.query.QuerySettings;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;

/**
 * A connection for the lock alone, opened when it is needed: what keeps the run's own connection busy, or cuts it, must not
 * keep a lease from being renewed.
 */
final class LockConnection implements Asker, AutoCloseable {
    /** Well below a third of the default lease, so that one lost answer costs no lock. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final Requests requests = new Requests();
    private final LateConnection connection;
    private final Reader reader;

    LockConnection(ClickHouseAddress address) {
        this.connection = new LateConnection(() -> Connecting.second(address, ANSWER), () -> {});
        this.reader = new Reader(connection, requests, false);
    }

    <T extends @Nullable Object> List<T> query(String sql, RowMapper<T> rows) throws SQLException {
        return reader.query(sql, rows);
    }

    @Override
    public List<String> ask(String sql) throws SQLException {
        return query(sql, (row, index) -> row.getString(1));
    }

    @Override
    public void tell(String sql) throws SQLException {
        reader.tell(sql);
    }

    /** Sends a definition or a change, strictly: one that does not find what it names as it names it fails. */
    void send(String sql) throws SQLException {
        Sender sender = Sender.free(connection);
        QuerySettings settings = Sender.toTheEnd(sender.settings()).serverSetting("keeper_map_strict_mode", "1");
        requests.send(() -> sender.send(sql, settings));
    }

    /** The run is to end: a request that is not answered soon is given up, and nothing is asked any more then. */
    void cancel() {
        requests.cancel(queryId -> {}, this::giveUp);
    }

    /** The server is silent: nothing is asked any more. */
    void giveUp() {
        connection.close();
    }

    @Override
    public void close() {
        connection.close();
    }
}
