package dev.tandem.migration.clickhouse;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The requests of one connection, one after the other, and how the one that is under way is ended from another thread. */
final class Requests {
    /** How long what was cancelled may take to answer. */
    static final Duration ANSWER = Duration.ofSeconds(2);

    /** Sends something and waits for the answer. */
    interface Request<T extends @Nullable Object> {
        T answer() throws SQLException;
    }

    /** Sends something and waits until it is done. */
    interface Sending {
        void send() throws SQLException;
    }

    /** Ends a statement in the server. */
    interface Killer {
        void kill(String queryId);
    }

    /** The query id of the one that can be killed. */
    private volatile @Nullable String running;
    /** The request that is under way, whatever it is. */
    private volatile @Nullable Object request;

    private volatile boolean cancelled;
    private volatile boolean givenUp;

    boolean isCancelled() {
        return cancelled;
    }

    /** Whether this statement is still waited for. */
    boolean isRunning(String queryId) {
        return queryId.equals(running);
    }

    /** A request of ours, short enough to be waited for. */
    <T extends @Nullable Object> T ask(Request<T> sent) throws SQLException {
        begin();
        try {
            return sent.answer();
        } finally {
            end();
        }
    }

    /** A request of ours without rows. */
    void send(Sending sent) throws SQLException {
        begin();
        try {
            sent.send();
        } finally {
            end();
        }
    }

    /**
     * A request that may take long.
     *
     * @param queryId what it is killed by
     * @throws NothingDoneException when it is not to be sent any more
     */
    <T> T ask(String queryId, Request<T> sent) throws SQLException {
        try {
            begin(queryId);
            return sent.answer();
        } finally {
            end();
        }
    }

    /** As {@link #ask(String, Request)}, without rows. */
    void send(String queryId, Sending sent) throws SQLException {
        try {
            begin(queryId);
            sent.send();
        } finally {
            end();
        }
    }

    private void begin() throws SQLException {
        request = new Object();
        if (givenUp) {
            end();
            throw new SQLException("The connection was given up, because the server did not answer any more.");
        }
    }

    /**
     * What begins may take long; whoever calls it says when that, or the last of several, {@linkplain #end has ended}.
     *
     * @param queryId what it is killed by
     * @throws NothingDoneException when it is not to be sent any more
     */
    void begin(String queryId) throws NothingDoneException {
        request = queryId;
        running = queryId;
        if (cancelled) {
            throw new NothingDoneException("Cancelled before it was sent.", null);
        }
    }

    /** Nothing is under way. */
    void end() {
        running = null;
        request = null;
    }

    /** What has a query id is killed; what then is still not answered, and any other request, is given up. */
    void cancel(Killer killer, Runnable givingUp) {
        cancelled = true;
        Object victim = request;
        String queryId = running;
        long end = System.nanoTime() + ANSWER.toNanos();
        if (queryId != null) {
            killer.kill(queryId);
        }
        while (victim != null && request == victim && System.nanoTime() < end) {
            LockSupport.parkNanos(ANSWER.toNanos() / 20);
        }
        if (victim != null && request == victim) {
            giveUp(givingUp);
        }
    }

    /** What was cancelled is over; what follows is not meant. */
    void resume() {
        cancelled = false;
    }

    /** Waits for no answer any more, not to what is asked from now on either. */
    void giveUp(Runnable closing) {
        givenUp = true;
        closing.run();
    }
}
