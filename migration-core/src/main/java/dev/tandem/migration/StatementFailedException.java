package dev.tandem.migration;

import org.jspecify.annotations.Nullable;

/** The server refused a statement of a migration, or its end is unknown. */
public final class StatementFailedException extends MigrationException {
    private static final long serialVersionUID = 1;

    public StatementFailedException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}
