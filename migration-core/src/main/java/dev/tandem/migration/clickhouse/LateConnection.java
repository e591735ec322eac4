package dev.tandem.migration.clickhouse;

import com.clickhouse.jdbc.ConnectionImpl;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection of the driver that is opened when it is needed. */
final class LateConnection implements Connected, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LateConnection.class);

    private final Connected opening;
    private final Runnable abandoning;
    private volatile @Nullable ConnectionImpl connection;
    private volatile boolean closed;

    /**
     * One that is not open yet.
     *
     * @param opening opens it
     * @param abandoning ends that, and what goes on in its place, from another thread; called whenever it is closed
     */
    LateConnection(Connected opening, Runnable abandoning) {
        this.opening = opening;
        this.abandoning = abandoning;
    }

    @Override
    public synchronized ConnectionImpl connection() throws SQLException {
        ConnectionImpl open = connection;
        if (open == null && !closed) {
            open = opened();
            connection = open;
        }
        if (open == null || closed) {
            close();
            throw new NotConnectedException(
                    new SQLException("The run is over, or the server was silent when it was to end."));
        }
        return open;
    }

    private ConnectionImpl opened() throws SQLException {
        try {
            return opening.connection();
        } catch (SQLException e) {
            throw new NotConnectedException(e);
        }
    }

    boolean isOpen() {
        return connection != null;
    }

    /** For good. Waits for nobody: whoever is just opening it closes it. */
    @Override
    public void close() {
        closed = true;
        abandoning.run();
        ConnectionImpl open = connection;
        try {
            if (open != null) {
                open.close();
            }
        } catch (SQLException e) {
            log.debug("Closing a connection failed", e);
        }
    }
}
