package dev.tandem.migration;

import org.jspecify.annotations.Nullable;

/** A database holds effects of a migration that cannot be finished or taken back without a decision. Nothing was executed. */
public class DirtyDatabaseException extends MigrationException {
    private static final long serialVersionUID = 1;

    public DirtyDatabaseException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}
