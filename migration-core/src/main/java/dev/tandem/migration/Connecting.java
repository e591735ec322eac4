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

    MigrationSession connect(MigrationDatabase database, String runId, Deadline deadline) {
        long start = System.nanoTime();
        Duration pause = SHORTEST_PAUSE;
        while (true) {
            deadline.check("before " + database.name() + " was connected");
            try {
                return database.connect(runId, deadline);
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
