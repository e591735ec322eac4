package dev.tandem.migration.postgres;

import dev.tandem.migration.sql.DatabaseSettings;
import dev.tandem.migration.sql.Dialect;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings that a run wants in its session. They are set once; behind each {@code RESET ALL} only those are set again that
 * the server has otherwise by itself, which for most servers are two of eight.
 */
final class OwnSettings {
    private static final String SEARCH_PATH = "search_path";
    private static final String DIFFERENT =
            "SELECT name, setting FROM pg_settings WHERE name IN ('idle_session_timeout',"
                    + " 'idle_in_transaction_session_timeout', 'transaction_timeout', 'client_connection_check_interval',"
                    + " 'lock_timeout', 'standard_conforming_strings', 'statement_timeout', '" + SEARCH_PATH
                    + "') AND setting IS DISTINCT FROM reset_val";

    private final Dialect dialect;
    private final DatabaseSettings settings;
    private final PostgresConnection connection;
    private @Nullable List<String> again;

    OwnSettings(Dialect dialect, DatabaseSettings settings, PostgresConnection connection) {
        this.dialect = dialect;
        this.settings = settings;
        this.connection = connection;
    }

    /**
     * Sets them.
     *
     * @param mark what else the body of a DO is to do with them
     */
    void set(String mark) throws SQLException {
        String body = PostgresSession.settings(settings, dialect) + mark;
        connection.update("DO " + dialect.literal("BEGIN " + body + "END"));
    }

    /** Looks which of them, now that they are set, the server has otherwise; once, before any script can have set one. */
    void compare() throws SQLException {
        if (again == null) {
            again = connection.query(DIFFERENT, (row, index) -> set(row.getString(1), row.getString(2)));
        }
    }

    /** What sets them again behind a {@code RESET ALL}. */
    List<String> again() {
        return again == null ? List.of() : again;
    }

    /** A SET is executed without being planned, but takes a path apart into its names. */
    private String set(String name, String value) {
        String literal = dialect.literal(value);
        return name.equals(SEARCH_PATH)
                ? "SELECT set_config('" + name + "', " + literal + ", false)"
                : "SET " + name + " = " + literal;
    }
}
