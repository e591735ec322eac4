package dev.tandem.migration.postgres;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends in the server what another thread executes: first politely, and when that has not helped within two seconds, by
 * ending the server process.
 */
final class Cancellation {
    private static final Logger log = LoggerFactory.getLogger(Cancellation.class);
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);

    /** What ends the server process. */
    interface LastResort {
        void run() throws SQLException;
    }

    private final LastResort lastResort;
    private @Nullable Statement running;

    Cancellation(LastResort lastResort) {
        this.lastResort = lastResort;
    }

    /** The statement is about to be executed. */
    synchronized void begin(Statement statement) {
        running = statement;
    }

    /** It has ended, in whatever way. */
    synchronized void end() {
        running = null;
        notifyAll();
    }

    void cancel() {
        try {
            if (!politely()) {
                lastResort.run();
            }
        } catch (SQLException e) {
            log.warn("A statement could not be cancelled: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether nothing is executed any more. */
    private synchronized boolean politely() throws SQLException, InterruptedException {
        long end = System.nanoTime() + PATIENCE;
        while (running != null) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            running.cancel();
            TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, TimeUnit.MILLISECONDS.toNanos(250)));
        }
        return true;
    }
}
