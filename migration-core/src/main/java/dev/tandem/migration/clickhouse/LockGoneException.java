package dev.tandem.migration.clickhouse;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The lock of this run is not held any more, or nobody knows whether it is. */
final class LockGoneException extends SQLException {
    private static final long serialVersionUID = 1;

    private final boolean sent;

    private LockGoneException(String message, boolean sent, @Nullable Throwable cause) {
        super(message, cause);
        this.sent = sent;
    }

    /** What was to be sent was not. */
    static LockGoneException unsent(String why, @Nullable Throwable cause) {
        return new LockGoneException(why + " Nothing was sent after that.", false, cause);
    }

    /** What was sent has ended badly. */
    static LockGoneException during(String why, SQLException cause) {
        return new LockGoneException(
                why + " What the statement that was being executed has left is found out by the next run.",
                true,
                cause);
    }

    /** Whether a statement was on its way when it was found out. */
    boolean sent() {
        return sent;
    }
}
