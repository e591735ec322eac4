package dev.tandem.migration.source;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidMigrationException;
import java.nio.file.AccessDeniedException;

/** The exceptions of this package. */
final class Invalid {
    private Invalid() {}

    static InvalidMigrationException file(String location, String message, String action) {
        return new InvalidMigrationException(Failure.inFile(location, null, message, action), null);
    }

    /** For whoever stops at the first problem. */
    static void fail(InvalidMigrationException problem) {
        throw problem;
    }

    static InvalidMigrationException isFile(String location) {
        return file(location, location + " is a file, not a folder", "Change the path to the folder that it lies in.");
    }

    static InvalidMigrationException isFolder(String location) {
        return file(
                location,
                location + " is named like a migration, but is a folder, and folders are not searched recursively",
                "Move its files out of it, or rename it.");
    }

    static InvalidMigrationException unreadable(String location, Exception cause) {
        // The message of the usual exceptions of a file system is the path alone.
        String reason = cause instanceof AccessDeniedException ? "permission denied" : cause.toString();
        return new InvalidMigrationException(
                Failure.inFile(
                        location,
                        null,
                        "Cannot read " + location + ": " + reason,
                        "Let the user who runs the migrations read it."),
                cause);
    }
}
