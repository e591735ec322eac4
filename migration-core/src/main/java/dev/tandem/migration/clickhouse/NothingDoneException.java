package dev.tandem.migration.clickhouse;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A statement that failed, of which it is certain that it has not begun: it was not sent, or what it creates is not there. */
sealed class NothingDoneException extends SQLException permits NotConnectedException {
    private static final long serialVersionUID = 1;

    NothingDoneException(@Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    NothingDoneException(SQLException cause) {
        super(cause.getMessage(), cause.getSQLState(), cause.getErrorCode(), cause);
    }
}
