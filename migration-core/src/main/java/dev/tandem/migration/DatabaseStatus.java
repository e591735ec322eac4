package dev.tandem.migration;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One database as it stood when it was last read.
 *
 * @param name its configured name
 * @param kind its kind's {@linkplain DatabaseKind#id() id}
 * @param reachable whether it answered; if not, the rest is unknown and {@code error} says why
 * @param current highest applied version, {@code null} when nothing is applied
 * @param migrations every version of files and history, ascending
 * @param lock its lock
 * @param error why it could not be read
 */
public record DatabaseStatus(
        String name,
        String kind,
        boolean reachable,
        @Nullable Long current,
        List<MigrationStatus> migrations,
        LockStatus lock,
        @Nullable String error) {

    public DatabaseStatus {
        migrations = List.copyOf(migrations);
    }

    /** How many migrations are due: pending, or stopped where the next {@code up} goes on. */
    public int pending() {
        return count(MigrationState.PENDING) + count(MigrationState.RESUMABLE);
    }

    /** Whether a migration is dirty. */
    public boolean dirty() {
        return count(MigrationState.DIRTY) > 0;
    }

    /** How many migrations are in a state. */
    public int count(MigrationState state) {
        return (int) migrations.stream()
                .filter(migration -> migration.state() == state)
                .count();
    }
}
