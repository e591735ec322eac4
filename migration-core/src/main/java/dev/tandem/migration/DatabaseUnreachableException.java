package dev.tandem.migration;

import org.jspecify.annotations.Nullable;

/** A database does not answer, or does not let us in. Nothing was executed on it. */
public final class DatabaseUnreachableException extends MigrationException {
    private static final long serialVersionUID = 1;

    public DatabaseUnreachableException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}
