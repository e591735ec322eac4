package dev.tandem.migration;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What runs and readings have in common.
 *
 * @param listeners of every run
 * @param timeout of a whole run or reading; {@code null} for none
 * @param lockWait of the wait for another run's lock, and for a table's; {@code null} for none of its own
 * @param rollbackOnFailure whether a run that fails takes back what it has applied
 */
record RunSettings(
        List<MigrationListener> listeners,
        @Nullable Duration timeout,
        @Nullable Duration lockWait,
        boolean rollbackOnFailure) {
    RunSettings {
        listeners = List.copyOf(listeners);
    }

    RunSettings within(@Nullable Duration limit) {
        return new RunSettings(listeners, limit, lockWait, rollbackOnFailure);
    }

    Deadline deadline() {
        return Deadline.of(timeout, lockWait);
    }

    Connecting patiently() {
        return Connecting.patiently(new SafeListeners(listeners));
    }

    /**
     * Short enough for a log line and a query's id; unique among the runs in a history. It is no secret, so it is not
     * worth the time that a cryptographic generator takes to begin.
     */
    static String newId() {
        return Long.toHexString(ThreadLocalRandom.current().nextLong(1L << 44, 1L << 48));
    }
}
