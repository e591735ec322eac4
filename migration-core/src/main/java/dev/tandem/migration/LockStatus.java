package dev.tandem.migration;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The lock that keeps two runs apart in one database.
 *
 * @param kind how it is kept: {@code advisory}, or {@code none}
 * @param holder who holds it, {@code null} when it is free or was not asked for
 * @param since since when the holder has been connected
 */
public record LockStatus(
        String kind, @Nullable String holder, @Nullable Instant since) {}
