package dev.tandem.migration.clickhouse;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A lock that lapses, as it was read.
 *
 * @param counter how often it has changed: acquired, renewed, released
 * @param owner who holds it, empty when it is free; no two runs call themselves the same
 * @param length for how long its owner may give no sign of life
 * @param since when the owner took it, by the server's clock; {@code null} when it is free
 * @param age how long ago it changed last, by the server's clock; for people only, nothing is decided by it
 */
record Lease(
        long counter,
        String owner,
        Duration length,
        @Nullable Instant since,
        Duration age) {

    static Lease free(long counter) {
        return new Lease(counter, "", Duration.ZERO, null, Duration.ZERO);
    }

    boolean isFree() {
        return owner.isEmpty();
    }

    boolean isOf(String run) {
        return owner.equals(run);
    }

    /** Whether it has not changed since then. */
    boolean isStill(Lease earlier) {
        return counter == earlier.counter && owner.equals(earlier.owner);
    }
}
