package dev.tandem.migration;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One migration as it stands in one database.
 *
 * @param id which migration
 * @param name its name: the file's, else the history's
 * @param state its state
 * @param appliedAt when it was applied, {@code null} unless it is; of a repeatable one that has changed since, when that was
 *     the last time
 * @param duration how long that took
 * @param appliedBy who did it, user and host
 * @param hasDown whether it can be taken back
 * @param error what it failed with the last time, if that was its latest event
 */
public record MigrationStatus(
        MigrationId id,
        String name,
        MigrationState state,
        @Nullable Instant appliedAt,
        @Nullable Duration duration,
        @Nullable String appliedBy,
        boolean hasDown,
        @Nullable String error) {

    /** One of a versioned migration. */
    public MigrationStatus(
            long version,
            String name,
            MigrationState state,
            @Nullable Instant appliedAt,
            @Nullable Duration duration,
            @Nullable String appliedBy,
            boolean hasDown,
            @Nullable String error) {
        this(MigrationId.of(version), name, state, appliedAt, duration, appliedBy, hasDown, error);
    }

    /** Its version; {@code null} of a repeatable one. */
    public @Nullable Long version() {
        return id.version();
    }
}
