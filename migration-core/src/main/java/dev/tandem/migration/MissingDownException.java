package dev.tandem.migration;

import org.jspecify.annotations.Nullable;

/** A migration is to be taken back that was written without a down. Nothing was executed. */
public final class MissingDownException extends MigrationException {
    private static final long serialVersionUID = 1;

    public MissingDownException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}
