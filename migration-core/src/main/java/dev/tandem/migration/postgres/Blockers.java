package dev.tandem.migration.postgres;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Finds out who keeps us from a lock. Only the server knows, and only while we wait; so a thread looks there, over
 * another connection, when a request has taken most of the time for which a lock is waited.
 */
final class Blockers implements AutoCloseable {
    private static final long NEVER = Long.MAX_VALUE;

    /** How many times it is looked at the clock until a request has taken long: setting an alarm for each would cost each. */
    private static final int TICKS = 8;

    private final long patience;
    private final Look look;
    private final Watch watch = this::end;
    /** When the request that is executed will have taken long. */
    private final AtomicLong due = new AtomicLong(NEVER);

    private @Nullable Timer timer;
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
        this.patience = lockTimeout.toNanos() * 2 / 3;
        this.look = look;
    }

    /** Those that were seen when a request waited the last time. */
    @Nullable
    String seen() {
        return seen;
    }

    /** Watches one request until it is closed. */
    Watch watch() {
        if (patience > 0) {
            if (timer == null) {
                timer = new Timer("tandem-blockers", true);
                long period = TimeUnit.NANOSECONDS.toMillis(patience / TICKS) + 1;
                timer.schedule(new Ticking(), period, period);
            }
            due.set(System.nanoTime() + patience);
        }
        return watch;
    }

    private void end() {
        due.set(NEVER);
    }

    private final class Ticking extends TimerTask {
        @Override
        public void run() {
            long time = due.get();
            if (time != NEVER && System.nanoTime() - time >= 0 && due.compareAndSet(time, NEVER)) {
                remember();
            }
        }
    }

    private void remember() {
        try {
            List<String> found = look.look();
            seen = found.isEmpty() ? seen : String.join(" and ", found);
        } catch (SQLException | RuntimeException e) {
            LoggerFactory.getLogger(Blockers.class).debug("Who holds the lock could not be found out", e);
        }
    }

    @Override
    public void close() {
        if (timer != null) {
            timer.cancel();
        }
    }

    /** The watch over one request. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
