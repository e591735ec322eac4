package dev.tandem.migration.postgres;

import dev.tandem.migration.sql.DatabaseSettings;
import dev.tandem.migration.sql.Dialect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The SQL that keeps a session as every script may expect it. */
final class PostgresSession {
    private static final Duration DEFAULT_LOCK_TIMEOUT = Duration.ofSeconds(5);

    /** Takes out of the session what a script may have left in it; all of it may stand in a transaction. */
    static final List<String> CLEAN = List.of(
            "RESET SESSION AUTHORIZATION",
            "RESET ROLE",
            "RESET ALL",
            "CLOSE ALL",
            "UNLISTEN *",
            "DEALLOCATE ALL",
            "DISCARD TEMP");

    /** So that the history is written by the user who connected. */
    static final List<String> OWN_USER = List.of("RESET SESSION AUTHORIZATION", "RESET ROLE");

    /** The same until the end of the transaction, so that a role which the script has set stays for the rest of it. */
    static final List<String> OWN_USER_LOCALLY =
            List.of("SET LOCAL SESSION AUTHORIZATION DEFAULT", "SET LOCAL ROLE NONE");

    private PostgresSession() {}

    /**
     * Our settings, as the body of a DO: a killed client's backend ends within seconds, an idle lock holder is not ended
     * by the server, and waiting for a lock has an end, so that one ALTER never queues a whole application behind it.
     */
    static String settings(DatabaseSettings settings, Dialect dialect) {
        StringBuilder body = new StringBuilder();
        last(body);
        set(body, "lock_timeout", millis(lockTimeout(settings)));
        // As the lexer reads them.
        set(body, "standard_conforming_strings", "on");
        set(body, "statement_timeout", millis(settings.statementTimeout()));
        String schema = settings.schema();
        if (schema != null) {
            body.append("PERFORM set_config('search_path', ")
                    .append(dialect.literal(dialect.quote(schema)))
                    .append(" || coalesce(', ' || nullif(current_setting('search_path'), ''), ''), false); ");
        }
        return body.toString();
    }

    /** A statement with those that decide how long a session lasts: no longer than its client, and no shorter. */
    static String lasting(Dialect dialect) {
        StringBuilder body = new StringBuilder("BEGIN ");
        last(body);
        return "DO " + dialect.literal(body.append("END").toString());
    }

    private static void last(StringBuilder body) {
        set(body, "idle_session_timeout", "0");
        set(body, "idle_in_transaction_session_timeout", "0");
        body.append("IF current_setting('transaction_timeout', true) IS NOT NULL THEN ");
        set(body, "transaction_timeout", "0");
        body.append("END IF; ");
        // Where the platform cannot watch its sockets, the server refuses anything but 0.
        body.append("BEGIN ");
        set(body, "client_connection_check_interval", "2000");
        body.append("EXCEPTION WHEN invalid_parameter_value THEN NULL; END; ");
    }

    /** Those of our settings that scripts can notice, each as a statement of its own; the first is that of the lock timeout. */
    static List<String> telling(DatabaseSettings settings, Dialect dialect) {
        List<String> statements = new ArrayList<>();
        statements.add("SET lock_timeout = '" + millis(lockTimeout(settings)) + "ms'");
        statements.add("SET standard_conforming_strings = on");
        if (settings.statementTimeout() != null) {
            statements.add("SET statement_timeout = '" + millis(settings.statementTimeout()) + "ms'");
        }
        String schema = settings.schema();
        if (schema != null) {
            statements.add("SELECT set_config('search_path', " + dialect.literal(dialect.quote(schema))
                    + " || ', ' || current_setting('search_path'), false)");
        }
        return statements;
    }

    /** How long a statement waits for a lock; zero for any time. */
    static Duration lockTimeout(DatabaseSettings settings) {
        return settings.lockTimeout() == null ? DEFAULT_LOCK_TIMEOUT : settings.lockTimeout();
    }

    private static void set(StringBuilder body, String name, @Nullable String value) {
        if (value != null) {
            body.append("PERFORM set_config('")
                    .append(name)
                    .append("', '")
                    .append(value)
                    .append("', false); ");
        }
    }

    private static @Nullable String millis(@Nullable Duration time) {
        return time == null ? null : Long.toString(time.toMillis());
    }
}
