package dev.tandem.migration;

import org.jspecify.annotations.Nullable;

/** The run was cancelled, by its caller or because the process is shutting down; what ran was cancelled in the server. */
public final class RunCancelledException extends MigrationException {
    private static final long serialVersionUID = 1;

    public RunCancelledException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}
