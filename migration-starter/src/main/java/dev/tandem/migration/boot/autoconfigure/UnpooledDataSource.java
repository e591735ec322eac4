package dev.tandem.migration.boot.autoconfigure;

import dev.tandem.migration.SqlPrompt;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** Opens a connection to a database whenever it is asked for one, as the user that migrates. */
final class UnpooledDataSource extends AbstractDataSource {
    private final SqlPrompt database;

    UnpooledDataSource(SqlPrompt database) {
        this.database = database;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return database.open();
    }

    /** A pool says it; the driver's own limit holds. */
    @Override
    public void setLoginTimeout(int timeout) {}

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("Connections are opened as the user that is configured");
    }
}
