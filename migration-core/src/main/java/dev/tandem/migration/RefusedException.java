package dev.tandem.migration;

import org.jspecify.annotations.Nullable;

/** Not done because of what was asked: no down there, or a plan other than the confirmed one. Nothing was executed. */
public final class RefusedException extends MigrationException {
    private static final long serialVersionUID = 1;

    public RefusedException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}
