package dev.tandem.migration.postgres;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out who keeps us from a lock. Only the server knows, and only while we wait; so a thread looks there, over
 * another connection, when a request has taken most of the time for which a lock is waited.
 */
final class Blockers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Blockers.class);

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, Blockers::thread);
    private final long patience;
    private final Look look;
    private volatile @Nullable String seen;

    /** Asks the server. */
    interface Look {
        List<String> look() throws SQLException;
    }

    /**
     * For one session.
     *
     * @param lockTimeout how long it waits for a lock; zero for any time, and then nobody looks
     */
    Blockers(Duration lockTimeout, Look look) {
        this.patience = lockTimeout.toMillis() * 2 / 3;
        this.look = look;
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Those that were seen when a request waited the last time. */
    @Nullable
    String seen() {
        return seen;
    }

    /** Watches one request until it is closed. */
    Watch watch() {
        if (patience == 0) {
            return () -> {};
        }
        ScheduledFuture<?> due = timer.schedule(this::remember, patience, TimeUnit.MILLISECONDS);
        return () -> due.cancel(false);
    }

    private void remember() {
        try {
            List<String> found = look.look();
            seen = found.isEmpty() ? seen : String.join(" and ", found);
        } catch (SQLException e) {
            log.debug("Who holds the lock could not be found out", e);
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "tandem-blockers");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** The watch over one request. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
