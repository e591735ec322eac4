package dev.tandem.migration;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/**
 * Waits for the lock of one database by polling. Each pause is a quarter of the time that was waited already, so that waiting lasts
 * little longer than the holder needs, whether that is a moment or minutes. A server that is slow to answer is asked less often: with
 * dozens of instances that wait, their looking would otherwise keep it from what the lock's holder wants of it. And not by all of
 * them at the same moment.
 */
final class LockWait {
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_OF_ALL = Duration.ofSeconds(2);

    /** Who holds a lock is for people, and costs a server more than to say that somebody does. */
    private static final Duration HOLDER_ASKED = Duration.ofSeconds(1);

    /** How many times as long as a pause is the time that was waited before it. */
    private static final int PATIENCE = 4;

    /** How many times as long as a look is the pause behind it, at least. */
    private static final int REST = 8;

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
        long look = start;
        String holder = null;
        Duration nextHolder = Duration.ZERO;
        while (!sessions.tryLock(database)) {
            Duration waited = since(start);
            if (waited.compareTo(nextHolder) >= 0 || deadline.hasWaitedEnough(waited)) {
                holder = sessions.get(database).lock().holder();
                nextHolder = waited.plus(HOLDER_ASKED);
            }
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
                    deadline.untilWaitedEnough(waited, spread(pause(waited, since(look)))),
                    "while the lock of " + database + " was awaited"
                            + (holder == null ? "" : ", which is held by " + holder));
            look = System.nanoTime();
            if (!stillWanted.getAsBoolean()) {
                return false;
            }
        }
        listener.lockAcquired(database, since(start));
        return true;
    }

    private static Duration pause(Duration waited, Duration look) {
        Duration patient = shorter(longer(waited.dividedBy(PATIENCE), SHORTEST_PAUSE), LONGEST_PAUSE);
        return longer(patient, shorter(look.multipliedBy(REST), LONGEST_OF_ALL));
    }

    private static Duration since(long time) {
        return Duration.ofNanos(System.nanoTime() - time);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    /** About as long, up to a quarter shorter. */
    private static Duration spread(Duration pause) {
        return pause.minusNanos(ThreadLocalRandom.current().nextLong(pause.toNanos() / 4 + 1));
    }
}
