package dev.tandem.migration;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One migration as it stands in one database.
 *
 * @param version its version
 * @param name its name: the file's, else the history's
 * @param state its state
 * @param appliedAt when it was applied, {@code null} unless it is
 * @param duration how long that took
 * @param appliedBy who did it, user and host
 * @param hasDown whether it can be taken back
 * @param error what it failed with the last time, if that was its latest event
 */
public record MigrationStatus(
        long version,
        String name,
        MigrationState state,
        @Nullable Instant appliedAt,
        @Nullable Duration duration,
        @Nullable String appliedBy,
        boolean hasDown,
        @Nullable String error) {}
