package dev.tandem.migration;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for the lock of one database by polling, with growing pauses. */
final class LockWait {
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

    private final Sessions sessions;
    private final Deadline deadline;
    private final MigrationListener listener;

    LockWait(Sessions sessions, Deadline deadline, MigrationListener listener) {
        this.sessions = sessions;
        this.deadline = deadline;
        this.listener = listener;
    }

    /**
     * Polls until the lock is ours.
     *
     * @param stillWanted asked after each look at a lock that somebody else holds
     * @return {@code false} when it is not wanted any more
     * @throws LockTimeoutException when it was not to be had for as long as a run waits
     */
    boolean await(String database, BooleanSupplier stillWanted) {
        long start = System.nanoTime();
        Duration pause = SHORTEST_PAUSE;
        while (!sessions.tryLock(database)) {
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            String holder = sessions.get(database).lock().holder();
            listener.lockAwaited(database, holder, waited);
            if (deadline.hasWaitedEnough(waited)) {
                throw new LockTimeoutException(
                        Failure.of(
                                database,
                                "Another run holds the lock and kept it for " + waited.toMillis() + " ms"
                                        + (holder == null ? "." : ": " + holder + "."),
                                "Wait for it to end, or raise lock-wait."),
                        null);
            }
            deadline.pause(
                    pause,
                    "while the lock of " + database + " was awaited"
                            + (holder == null ? "" : ", which is held by " + holder));
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            if (!stillWanted.getAsBoolean()) {
                return false;
            }
        }
        listener.lockAcquired(database, Duration.ofNanos(System.nanoTime() - start));
        return true;
    }
}
