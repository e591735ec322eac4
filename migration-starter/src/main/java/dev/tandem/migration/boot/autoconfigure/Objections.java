package dev.tandem.migration.boot.autoconfigure;

import static dev.tandem.migration.MigrationState.CHANGED;
import static dev.tandem.migration.MigrationState.DIRTY;
import static dev.tandem.migration.MigrationState.MISSING;
import static dev.tandem.migration.MigrationState.PENDING;
import static dev.tandem.migration.MigrationState.RESUMABLE;
import static dev.tandem.migration.MigrationState.RUNNING;

import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.DirtyDatabaseException;
import dev.tandem.migration.Failure;
import dev.tandem.migration.HistoryMismatchException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.RefusedException;
import org.jspecify.annotations.Nullable;

/** What speaks against starting on a database as it stands: anything but applied and future. */
final class Objections {
    static final String MIGRATE = "Run the command 'migrate up', or set tandem.auto-migrate=true.";

    private Objections() {}

    /** As the exception to refuse with; {@code null} if nothing speaks against it. */
    static @Nullable MigrationException of(DatabaseStatus database) {
        if (!database.reachable()) {
            String error = database.error();
            return new DatabaseUnreachableException(
                    failure(database, error == null ? "It does not answer." : error, null), null);
        }
        if (database.dirty()) {
            return new DirtyDatabaseException(
                    failure(
                            database,
                            "Dirty: " + Versions.of(database, DIRTY) + " left effects that somebody has to look at.",
                            "Look at 'migrate status', then decide with 'migrate up --resume retry' or"
                                    + " '--resume skip'."),
                    null);
        }
        if (database.count(CHANGED) + database.count(MISSING) > 0) {
            return new HistoryMismatchException(
                    failure(
                            database,
                            "The files are not those that were applied: " + Versions.of(database, CHANGED, MISSING)
                                    + ".",
                            "Put the files back as they were."),
                    null);
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
        return of(database) instanceof RefusedException || of(database) instanceof DatabaseUnreachableException;
    }

    /** What is awaited of it. */
    static String behind(DatabaseStatus database) {
        return database.name()
                + (database.reachable() ? " " + Versions.of(database, PENDING, RESUMABLE, RUNNING) : " (unreachable)");
    }

    private static Failure failure(DatabaseStatus database, String message, @Nullable String action) {
        return Failure.of(database.name(), message, action);
    }
}
