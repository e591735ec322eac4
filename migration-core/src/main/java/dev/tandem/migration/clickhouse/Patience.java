package dev.tandem.migration.clickhouse;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Bounds what the driver does without a limit of its own: it asks the server who it is as it connects. */
final class Patience {
    /** Opens a connection. */
    interface Opening {
        Connection open() throws SQLException;
    }

    private Patience() {}

    /** Opens a connection on a thread of its own; one that comes too late is closed. */
    static Connection within(Duration limit, Opening opening) throws SQLException {
        CompletableFuture<Connection> opened = new CompletableFuture<>();
        Thread thread = new Thread(() -> open(opening, opened), "tandem-connect");
        thread.setDaemon(true);
        thread.start();
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

    private static void open(Opening opening, CompletableFuture<Connection> opened) {
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
