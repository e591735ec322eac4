package dev.tandem.migration;

import org.jspecify.annotations.Nullable;

/**
 * The lock, or the connection that held it, was lost in the middle of a run, or somebody else wrote the history meanwhile.
 * What was refused was not executed; what a statement has left that was on its way then is found out by the next run.
 */
public final class LostLockException extends MigrationException {
    private static final long serialVersionUID = 1;

    public LostLockException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}
