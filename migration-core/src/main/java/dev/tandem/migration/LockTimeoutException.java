package dev.tandem.migration;

import org.jspecify.annotations.Nullable;

/** Another run kept the lock for longer than this one was to wait. Nothing was executed. */
public final class LockTimeoutException extends MigrationException {
    private static final long serialVersionUID = 1;

    public LockTimeoutException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}
