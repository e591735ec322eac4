package dev.tandem.migration.clickhouse;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Bounds how long one connection is waited for: the driver has no limit for all that it may do as it connects. */
final class Patience {
    private final CompletableFuture<Connection> opened = new CompletableFuture<>();

    /** Opens a connection. */
    interface Opening {
        Connection open() throws SQLException;
    }

    /** Opens a connection on a thread of its own, once; one that comes too late is closed. */
    Connection within(Duration limit, Opening opening) throws SQLException {
        if (!opened.isDone()) {
            Thread thread = new Thread(() -> open(opening), "tandem-connect");
            thread.setDaemon(true);
            thread.start();
        }
        try {
            return opened.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            opened.completeExceptionally(e);
            throw new SQLException("The server does not answer.", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof SQLException problem ? problem : new SQLException(e.getCause());
        } catch (InterruptedException e) {
            opened.completeExceptionally(e);
            Thread.currentThread().interrupt();
            throw new SQLException("Interrupted while connecting.", e);
        }
    }

    /** Waits no longer; called from another thread. */
    void giveUp() {
        opened.completeExceptionally(new SQLException("It was not connected in the end: the run is over."));
    }

    private void open(Opening opening) {
        try {
            Connection connection = opening.open();
            if (!opened.complete(connection)) {
                connection.close();
            }
        } catch (SQLException | RuntimeException e) {
            opened.completeExceptionally(e);
        }
    }
}
