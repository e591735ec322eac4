package dev.tandem.migration;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One database as it stood when it was last read.
 *
 * @param name its configured name
 * @param kind its kind's {@linkplain DatabaseKind#id() id}
 * @param reachable whether the server answered and let us in
 * @param current highest applied version, {@code null} when nothing is applied
 * @param migrations every migration of files and history, in their order; repeatable ones of the files only
 * @param lock its lock
 * @param error why it could not be read: then the history, and the migrations, are not known
 * @param obstacle what keeps an {@code up} from working on it, be it that it could not be read or that it refuses
 */
public record DatabaseStatus(
        String name,
        String kind,
        boolean reachable,
        @Nullable Long current,
        List<MigrationStatus> migrations,
        LockStatus lock,
        @Nullable String error,
        @Nullable Obstacle obstacle) {

    public DatabaseStatus {
        migrations = List.copyOf(migrations);
    }

    /** One on which nothing keeps an {@code up} from working, or of which nobody knows. */
    public DatabaseStatus(
            String name,
            String kind,
            boolean reachable,
            @Nullable Long current,
            List<MigrationStatus> migrations,
            LockStatus lock,
            @Nullable String error) {
        this(name, kind, reachable, current, migrations, lock, error, null);
    }

    /** One that could not be read. */
    static DatabaseStatus unread(MigrationDatabase database, Obstacle obstacle) {
        boolean unreached = switch (obstacle.kind()) {
            case UNREACHABLE, DENIED, CONFIGURATION, TIME, OTHER -> true;
            case DIRTY, FILES, HISTORY, MISMATCH -> false;
        };
        return unread(database, !unreached, obstacle.failure().message(), obstacle);
    }

    /** One that was not read, for a reason that is not its own. */
    static DatabaseStatus unread(MigrationDatabase database, String reason) {
        return unread(database, false, reason, null);
    }

    private static DatabaseStatus unread(
            MigrationDatabase database, boolean reachable, String reason, @Nullable Obstacle obstacle) {
        return new DatabaseStatus(
                database.name(),
                database.kind().id(),
                reachable,
                null,
                List.of(),
                new LockStatus(database.lockKind(), null, null),
                reason,
                obstacle);
    }

    /** How many migrations are due: pending, or stopped where the next {@code up} goes on. */
    public int pending() {
        return count(MigrationState.PENDING) + count(MigrationState.RESUMABLE);
    }

    /** Whether a migration is dirty. */
    public boolean dirty() {
        return count(MigrationState.DIRTY) > 0;
    }

    /** Whether one of its migrations is pending although a newer one is applied. */
    public boolean isOutOfOrder(MigrationStatus migration) {
        Long version = migration.version();
        return migration.state() == MigrationState.PENDING && current != null && version != null && version < current;
    }

    /** How many migrations are in a state. */
    public int count(MigrationState state) {
        return (int) migrations.stream()
                .filter(migration -> migration.state() == state)
                .count();
    }
}
