package dev.tandem.migration.postgres;

import dev.tandem.migration.StatementInput;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/** Sends a COPY … FROM STDIN with its rows, which pass through and are not held. */
final class Copying {
    private static final int CHUNK = 1 << 16;

    private Copying() {}

    /** The driver takes the COPY back when its rows cannot be read to their end. */
    static void send(Connection connection, String sql, StatementInput input) throws SQLException {
        try (InputStream rows = input.open()) {
            connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql, rows, CHUNK);
        } catch (IOException e) {
            throw new SQLException("The rows could not be read: " + e.getMessage(), e);
        }
    }
}
