package dev.tandem.migration;

import org.jspecify.annotations.Nullable;

/** The run's deadline passed, while it waited or while a statement ran; the statement was cancelled in the server. */
public final class DeadlineExceededException extends MigrationException {
    private static final long serialVersionUID = 1;

    public DeadlineExceededException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}
