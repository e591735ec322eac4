package dev.tandem.migration.postgres;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Rows on their way into a COPY, a few kilobytes at a time. Each can be cancelled. */
final class CopyWriter {
    private static final int FULL = 65_536;

    private final PostgresConnection connection;
    private final CopyIn copy;
    private final StringBuilder text = new StringBuilder(FULL + 4_096);

    private CopyWriter(PostgresConnection connection, CopyIn copy) {
        this.connection = connection;
        this.copy = copy;
    }

    static CopyWriter begin(PostgresConnection connection, String sql) throws SQLException {
        return new CopyWriter(
                connection,
                connection.execute(
                        raw -> raw.unwrap(PGConnection.class).getCopyAPI().copyIn(sql)));
    }

    /** Where the next row is to be written. */
    StringBuilder text() {
        return text;
    }

    /** The row is complete. */
    void end() throws SQLException {
        text.append('\n');
        if (text.length() >= FULL) {
            flush();
        }
    }

    /**
     * Sends what is left; the server has taken all rows then.
     *
     * @return how many
     */
    long close() throws SQLException {
        flush();
        return connection.execute(raw -> copy.endCopy());
    }

    /** Ends it, if it has not ended, without its rows. */
    void abort() throws SQLException {
        if (copy.isActive()) {
            connection.execute(raw -> {
                copy.cancelCopy();
                return true;
            });
        }
    }

    private void flush() throws SQLException {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        text.setLength(0);
        connection.execute(raw -> {
            copy.writeToCopy(bytes, 0, bytes.length);
            return bytes.length;
        });
    }
}
