package dev.tandem.migration.clickhouse;

import java.sql.SQLException;

/** No connection was opened, so nothing was sent. */
final class NotConnectedException extends NothingDoneException {
    private static final long serialVersionUID = 1;

    NotConnectedException(SQLException problem) {
        super(problem);
    }
}
