package dev.tandem.migration.clickhouse;

import com.clickhouse.jdbc.ConnectionImpl;
import dev.tandem.migration.Deadline;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Opens the driver's connections. */
final class Connecting {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    /** Unless it is said, a host that neither takes a connection nor refuses it is waited for for minutes. */
    private static final String TIMEOUT = "connection_timeout";

    private Connecting() {}

    /** How a run calls itself. */
    static String agent(String runId) {
        return "tandem " + runId;
    }

    /** What a run's connections are opened with; the address keeps it. */
    static void prepare(ClickHouseAddress address, String runId) {
        Properties properties = address.properties();
        // The driver would silently send again what may have been done.
        properties.setProperty("retry", "0");
        properties.setProperty("client_retry_on_failures", "None");
        properties.setProperty("client_name", agent(runId));
    }

    /**
     * The connection of a run.
     *
     * @param http what asks the server until the connection is needed or closed, and not any more then
     */
    static LateConnection open(ClickHouseAddress address, @Nullable HttpReader http, Deadline deadline)
            throws SQLException {
        Patience patience = new Patience();
        Runnable noMoreQuestions = http == null ? () -> {} : http::close;
        LateConnection connection = new LateConnection(
                () -> {
                    noMoreQuestions.run();
                    Duration limit = limit(deadline);
                    ClickHouseAddress limited =
                            address.jdbcUrl().contains(TIMEOUT + "=") ? address : within(limit, address);
                    return patience.within(limit, () -> connect(limited)).unwrap(ConnectionImpl.class);
                },
                () -> {
                    noMoreQuestions.run();
                    patience.giveUp();
                });
        if (http == null) {
            connection.connection();
        }
        return connection;
    }

    /** How long a run waits to be let in. */
    private static Duration limit(Deadline deadline) {
        Duration remaining = deadline.remaining();
        return remaining == null || remaining.compareTo(LONGEST) > 0 ? LONGEST : remaining;
    }

    /** Another connection to the same server, which does not wait longer than this to be let in, nor for an answer. */
    static ConnectionImpl second(ClickHouseAddress address, Duration patience) throws SQLException {
        ClickHouseAddress limited = within(patience, address);
        limited.properties().setProperty("socket_timeout", millis(patience));
        return connect(limited);
    }

    private static ClickHouseAddress within(Duration limit, ClickHouseAddress address) {
        Properties properties = new Properties();
        properties.putAll(address.properties());
        properties.setProperty(TIMEOUT, millis(limit));
        return new ClickHouseAddress(address.jdbcUrl(), properties);
    }

    /** Zero would be for ever. */
    private static String millis(Duration time) {
        return Long.toString(Math.max(1, time.toMillis()));
    }

    private static ConnectionImpl connect(ClickHouseAddress address) throws SQLException {
        try {
            Connection connection = new com.clickhouse.jdbc.Driver().connect(address.jdbcUrl(), address.properties());
            if (connection == null) {
                throw new SQLException("The driver does not know this address");
            }
            return connection.unwrap(ConnectionImpl.class);
        } catch (RuntimeException e) {
            // The client throws unchecked what it finds wrong while it asks the server who it is.
            throw new SQLException(e.getMessage(), e);
        }
    }
}
