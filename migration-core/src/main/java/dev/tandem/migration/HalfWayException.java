package dev.tandem.migration;

import org.jspecify.annotations.Nullable;

/**
 * A migration stopped half-way in one direction, in which it can be finished; the other direction was asked for. Nothing
 * was executed.
 */
public final class HalfWayException extends DirtyDatabaseException {
    private static final long serialVersionUID = 1;

    public HalfWayException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}
