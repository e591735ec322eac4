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
    private volatile @Nullable ConnectionImpl connection;
    private volatile boolean givenUp;

    /** @param opening opens it; called once, unless that fails */
    LateConnection(Connected opening) {
        this.opening = opening;
    }

    @Override
    public synchronized ConnectionImpl connection() throws SQLException {
        ConnectionImpl open = connection;
        if (open == null && !givenUp) {
            open = opening.connection();
            connection = open;
        }
        if (open == null || givenUp) {
            close();
            throw new SQLException("The connection was given up: the server was silent when the run was to end");
        }
        return open;
    }

    boolean isOpen() {
        return connection != null;
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
            log.debug("Closing a connection failed", e);
        }
    }
}
