package dev.tandem.migration;

import org.jspecify.annotations.Nullable;

/** Files and history disagree: changed, missing or out of order. Nothing was executed. */
public final class HistoryMismatchException extends MigrationException {
    private static final long serialVersionUID = 1;

    public HistoryMismatchException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}
