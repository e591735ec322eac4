package dev.tandem.migration.boot.autoconfigure;

import static dev.tandem.migration.MigrationState.PENDING;
import static dev.tandem.migration.MigrationState.RESUMABLE;
import static dev.tandem.migration.MigrationState.RUNNING;

import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.Failure;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.Obstacle;
import dev.tandem.migration.RefusedException;
import org.jspecify.annotations.Nullable;

/** What speaks against starting on a database as it stands: anything but applied and future. */
final class Objections {
    static final String MIGRATE = "Run the command 'migrate up', or set tandem.auto-migrate=true.";

    private Objections() {}

    /** As the exception to refuse with; {@code null} if nothing speaks against it. */
    static @Nullable MigrationException of(DatabaseStatus database) {
        if (database.obstacle() != null) {
            return database.obstacle().exception();
        }
        if (database.error() != null) {
            return new DatabaseUnreachableException(failure(database, database.error(), null), null);
        }
        if (database.pending() + database.count(RUNNING) > 0) {
            return new RefusedException(
                    failure(
                            database,
                            "Not applied, and tandem.auto-migrate is off: "
                                    + Versions.of(database, PENDING, RESUMABLE, RUNNING) + ".",
                            MIGRATE),
                    null);
        }
        return null;
    }

    /** Whether it may pass by itself: an unreachable database, too, for whoever migrates it may be starting it just now. */
    static boolean mayPass(DatabaseStatus database) {
        return isUnreachable(database) || of(database) instanceof RefusedException;
    }

    /** Whether its server does not answer, or not yet. */
    static boolean isUnreachable(DatabaseStatus database) {
        return database.obstacle() != null && database.obstacle().kind() == Obstacle.Kind.UNREACHABLE;
    }

    /** What is awaited of it. */
    static String behind(DatabaseStatus database) {
        return database.name()
                + (isUnreachable(database)
                        ? " (unreachable)"
                        : " " + Versions.of(database, PENDING, RESUMABLE, RUNNING));
    }

    private static Failure failure(DatabaseStatus database, String message, @Nullable String action) {
        return Failure.of(database.name(), message, action);
    }
}
