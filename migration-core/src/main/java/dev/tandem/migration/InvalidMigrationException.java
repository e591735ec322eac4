package dev.tandem.migration;

import org.jspecify.annotations.Nullable;

/** Migration files that cannot be used: unreadable, malformed, or two of one version. Nothing was executed. */
public final class InvalidMigrationException extends MigrationException {
    private static final long serialVersionUID = 1;

    public InvalidMigrationException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}
