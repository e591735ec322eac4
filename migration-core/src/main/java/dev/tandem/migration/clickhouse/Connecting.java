package dev.tandem.migration.clickhouse;

import com.clickhouse.jdbc.ConnectionImpl;
import dev.tandem.migration.Deadline;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/** Opens the driver's connections. */
final class Connecting {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    /** Unless it is said, a host that neither takes a connection nor refuses it is waited for for minutes. */
    private static final String TIMEOUT = "connection_timeout";

    private Connecting() {}

    /** A connection for a run; the address keeps what it was opened with. */
    static ConnectionImpl open(ClickHouseAddress address, String runId, Deadline deadline) throws SQLException {
        Properties properties = address.properties();
        // The driver would silently send again what may have been done.
        properties.setProperty("retry", "0");
        properties.setProperty("client_retry_on_failures", "None");
        properties.setProperty("client_name", "tandem " + runId);
        Duration remaining = deadline.remaining();
        Duration limit = remaining == null || remaining.compareTo(LONGEST) > 0 ? LONGEST : remaining;
        if (!address.jdbcUrl().contains(TIMEOUT + "=")) {
            properties.setProperty(TIMEOUT, millis(limit));
        }
        return Patience.within(limit, () -> connect(address)).unwrap(ConnectionImpl.class);
    }

    /** Another connection to the same server, which does not wait longer than this to be let in, nor for an answer. */
    static Connection second(ClickHouseAddress address, Duration patience) throws SQLException {
        Properties properties = new Properties();
        properties.putAll(address.properties());
        properties.setProperty(TIMEOUT, millis(patience));
        properties.setProperty("socket_timeout", millis(patience));
        return connect(new ClickHouseAddress(address.jdbcUrl(), properties));
    }

    /** Zero would be for ever. */
    private static String millis(Duration time) {
        return Long.toString(Math.max(1, time.toMillis()));
    }

    private static Connection connect(ClickHouseAddress address) throws SQLException {
        try {
            Connection connection = new com.clickhouse.jdbc.Driver().connect(address.jdbcUrl(), address.properties());
            if (connection == null) {
                throw new SQLException("The driver does not know this address");
            }
            return connection;
        } catch (RuntimeException e) {
            // The client throws unchecked what it finds wrong while it asks the server who it is.
            throw new SQLException(e.getMessage(), e);
        }
    }
}
