package dev.tandem.migration.sql;

import dev.tandem.migration.DatabaseKind;
import dev.tandem.migration.Deadline;
import dev.tandem.migration.Script;
import dev.tandem.migration.script.Placeholders;
import dev.tandem.migration.script.ScriptFile;
import dev.tandem.migration.script.ScriptSource;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What one kind of SQL database differs in. Found as a service, so that another kind is one package and one service
 * line. Stateless.
 */
public interface Dialect {

    /** The kind of its databases. */
    DatabaseKind kind();

    /**
     * How runs on a database with these settings are kept apart, see {@link dev.tandem.migration.LockStatus#kind()}, as far
     * as that is known without asking its server.
     */
    String lockKind(DatabaseSettings settings);

    /** Whether an address is one of its own. */
    boolean accepts(String url);

    /**
     * Refuses settings that it does not have, so that none is silently without effect.
     *
     * @throws dev.tandem.migration.InvalidConfigurationException naming the setting
     */
    void check(DatabaseSettings settings);

    /** A file of this dialect. Reads nothing yet. */
    ScriptFile file(ScriptSource source, Placeholders placeholders);

    /**
     * Refuses a script that it cannot execute; asked before anything is.
     *
     * @throws dev.tandem.migration.InvalidMigrationException saying why
     */
    default void check(Script script) {}

    /**
     * Opens a connection for one run. Creates nothing, and sends nothing that is not needed to read the history.
     *
     * @throws SQLException when that fails; {@link #problem} tells why
     */
    SqlChannel connect(DatabaseSettings settings, String runId, Deadline deadline) throws SQLException;

    /** Reads a driver's exception. */
    Answer answer(SQLException e);

    /** Tells what a driver's exception means. */
    Problem problem(SQLException e);

    /** What to do about an error whose cause is in no file: the transaction it is met in, or a missing right; else {@code null}. */
    default @Nullable String remedy(Answer answer) {
        return null;
    }

    /** The right to create a table, as it stands behind GRANT. */
    String rightToCreate(TableLocation table);

    /** An identifier as it stands in SQL. */
    String quote(String identifier);

    /** A text as it stands in SQL, whatever the session's settings. */
    String literal(String text);

    /** The expression for the milliseconds since 1970 of a timestamp column. */
    String epochMillis(String column);

    /**
     * The expression for the comment of a table; asked together with the table's rows, so it is to be cheap.
     *
     * @param schema its schema; {@code null} where the server finds it
     */
    String tableComment(@Nullable String schema, String table);

    /** The expression for now, by the server's clock. */
    String now();

    /** What a driver's exception means. */
    enum Problem {
        /** The table is not there. */
        NO_TABLE,
        /** A column is not there, or is of another type than it is used as; or what is there is no table. */
        NO_COLUMN,
        /** The server does not answer, or the connection is gone. */
        UNREACHABLE,
        /** It answers but does not let us in. */
        DENIED,
        /** No secure connection comes about: a certificate that cannot be trusted, or settings that cannot be met. */
        UNTRUSTED,
        /** It answers but has no database of that name. */
        NO_DATABASE,
        /** A lock of the server's was not to be had in time; what was to run was not executed. */
        LOCKED,
        /** The lock or the history is not as we left it; what was to run did not. */
        LOST_LOCK,
        /** Anything else the server says about a statement. */
        STATEMENT
    }

    /**
     * A server's answer, read out of a driver's exception.
     *
     * @param code the server's own code
     * @param message its message with its detail and hint
     * @param position where in the statement, in characters from 1, or 0
     * @param row which line of what the statement reads, from 1, or 0
     */
    record Answer(String code, String message, int position, int row) {

        /** One that is about no row. */
        public Answer(String code, String message, int position) {
            this(code, message, position, 0);
        }
    }
}
