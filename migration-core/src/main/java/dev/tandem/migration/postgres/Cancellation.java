package dev.tandem.migration.postgres;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * Ends in the server what another thread executes: first politely, when that has not helped within two seconds by ending
 * the server process, and when nothing is heard of that either by cutting the connection. What was not being executed
 * then, such as the record of the failure that follows, is left alone.
 */
final class Cancellation {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(250);

    private final Means means;
    private long running; // number of what is executed, 0 for nothing
    private long latest;
    private boolean late; // it was asked for, and not taken back since

    /** What ends a statement. */
    interface Means {
        /** Asks the server to end it; returns when it has heard of that. */
        void ask() throws SQLException;

        /** Ends the server process. */
        void terminate() throws SQLException;

        /** Cuts the connection. */
        void cut() throws SQLException;
    }

    /** Nothing was sent, because cancelling was asked for before. */
    static final class NotBegunException extends SQLException {
        private static final long serialVersionUID = 1;

        NotBegunException() {
            super("Cancelled before it was sent.", "57014");
        }
    }

    Cancellation(Means means) {
        this.means = means;
    }

    /** Something is about to be executed. */
    synchronized void begin() {
        running = ++latest;
    }

    /**
     * Something is about to be executed that must not be any more once cancelling was asked for.
     *
     * @throws NotBegunException when it was
     */
    synchronized void beginUnlessLate() throws NotBegunException {
        if (late) {
            throw new NotBegunException();
        }
        begin();
    }

    /** It has ended, in whatever way. */
    synchronized void end() {
        running = 0;
        notifyAll();
    }

    /** What was cancelled has come to its end; what follows, such as the record of that, is not meant. */
    synchronized void forget() {
        late = false;
    }

    void cancel() {
        try {
            long victim = victim();
            if (!politely(victim)) {
                forcibly(victim);
            }
        } catch (SQLException e) {
            LoggerFactory.getLogger(Cancellation.class).warn("A statement could not be cancelled: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Also where there is one it may be a short one of ours, which ends before it can be cancelled. */
    private synchronized long victim() {
        late = true;
        return running;
    }

    /** Whether it is not executed any more. While the server is asked, nothing else begins that this could hit. */
    private synchronized boolean politely(long victim) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE;
        while (victim != 0 && running == victim) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            try {
                means.ask();
            } catch (SQLException e) {
                LoggerFactory.getLogger(Cancellation.class).debug("The server could not be asked to cancel", e);
            }
            TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, PAUSE));
        }
        return true;
    }

    /** Where the server cannot even be asked there is nothing to wait for. */
    private void forcibly(long victim) throws SQLException, InterruptedException {
        if (!isTerminated() || !hasEnded(victim)) {
            means.cut();
        }
    }

    private boolean isTerminated() {
        try {
            means.terminate();
            return true;
        } catch (SQLException e) {
            LoggerFactory.getLogger(Cancellation.class)
                    .warn("The server process could not be ended: {}", e.getMessage());
            return false;
        }
    }

    private synchronized boolean hasEnded(long victim) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE / 2;
        while (running == victim && end - System.nanoTime() > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, PAUSE);
        }
        return running != victim;
    }
}
