package dev.tandem.migration;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Connects to databases. A server that is not there yet is tried again, with growing pauses, for as long as the deadline
 * allows; without one, or when there is nobody to hear of it, it is tried once.
 */
final class Connecting {
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final @Nullable MigrationListener listener;

    private Connecting(@Nullable MigrationListener listener) {
        this.listener = listener;
    }

    /** Tries once. */
    static Connecting once() {
        return new Connecting(null);
    }

    /** Tries again, and tells of it. */
    static Connecting patiently(MigrationListener listener) {
        return new Connecting(listener);
    }

    /**
     * A session, and what was read with it.
     *
     * @param session the session
     * @param history its history, {@code null} unless it was read already
     */
    record Connected(MigrationSession session, @Nullable History history) {}

    Connected connect(MigrationDatabase database, String runId, Deadline deadline) {
        long start = System.nanoTime();
        Duration pause = SHORTEST_PAUSE;
        while (true) {
            deadline.check("before " + database.name() + " was connected");
            try {
                return attempt(database, runId, deadline);
            } catch (DatabaseUnreachableException e) {
                Duration waited = Duration.ofNanos(System.nanoTime() - start);
                Duration left = deadline.remaining();
                if (listener == null || !e.mayPass() || left == null) {
                    throw e;
                }
                if (left.compareTo(SHORTEST_PAUSE) <= 0) {
                    throw givenUp(e, waited);
                }
                listener.databaseAwaited(database.name(), e.failure().message(), waited);
                deadline.pause(
                        // once more just before the end
                        shorter(pause, left.minus(SHORTEST_PAUSE.dividedBy(2))),
                        "while " + database.name() + " was awaited. "
                                + e.failure().message());
                pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
            }
        }
    }

    /** There are drivers that connect at the first question only: so the question is a part of the attempt. */
    private Connected attempt(MigrationDatabase database, String runId, Deadline deadline) {
        MigrationSession session = database.connect(runId, deadline);
        if (listener == null || deadline.remaining() == null) {
            return new Connected(session, null);
        }
        try {
            return new Connected(session, session.history());
        } catch (DatabaseUnreachableException e) {
            session.close();
            throw e;
        } catch (MigrationException e) {
            if (deadline.hasEnded()) {
                // What is asked from now on nobody would cancel any more.
                session.close();
                throw e;
            }
            // It is met again by whoever reads the history for the plan, and told together with the others.
            return new Connected(session, null);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static DatabaseUnreachableException givenUp(DatabaseUnreachableException e, Duration waited) {
        Failure failure = e.failure();
        return new DatabaseUnreachableException(
                Failure.of(
                        failure.database(),
                        failure.message() + " It was tried again for " + Math.max(1, waited.toSeconds()) + " s.",
                        failure.action()),
                true,
                e);
    }
}
