package dev.tandem.migration;

import org.jspecify.annotations.Nullable;

/** Rows that could not be seeded: their file cannot be used, or a database refused them. */
public final class SeedException extends MigrationException {
    private static final long serialVersionUID = 1;

    public SeedException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}
