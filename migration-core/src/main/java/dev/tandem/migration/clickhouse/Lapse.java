package dev.tandem.migration.clickhouse;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Watches somebody else's lease: it has lapsed when it did not change for its whole length, on our own monotonic clock. */
final class Lapse {
    private final Duration own;
    private @Nullable Lease first;
    private long since;

    /** @param own the length of our leases; a shorter one of somebody else's is not believed */
    Lapse(Duration own) {
        this.own = own;
    }

    /** Takes note of what was read now. */
    boolean hasLapsed(Lease seen) {
        long now = System.nanoTime();
        if (first == null || !seen.isStill(first)) {
            first = seen;
            since = now;
        }
        return now - since >= longer(seen).toNanos();
    }

    /** The length that counts. */
    Duration longer(Lease seen) {
        return seen.length().compareTo(own) > 0 ? seen.length() : own;
    }
}
