package dev.tandem.migration.postgres;

import dev.tandem.migration.sql.Dialect.Answer;
import dev.tandem.migration.sql.Dialect.Problem;
import java.net.UnknownHostException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Reads what the driver throws. */
final class PostgresErrors {
    /** Raised by the first statement of our transactions when lock or history are not as they were read. */
    static final String LOST_LOCK = "TD001";

    private static final Pattern COPIED_LINE = Pattern.compile("^COPY .*?, \\D*?(\\d{1,9})\\b", Pattern.MULTILINE);
    private static final Pattern FIRST_NUMBER = Pattern.compile("\\p{Nd}{1,9}");

    /** Undefined column, function or operator for its type, wrong kind of object; the driver's own for a value of another type. */
    private static final Set<String> NO_SUCH_COLUMN =
            Set.of("42703", "42883", "42804", "42809", "22003", "22P02", "22018", "07006");

    private PostgresErrors() {}

    static Answer answer(SQLException e) {
        String code = state(e);
        if (e instanceof PSQLException psql && psql.getServerErrorMessage() != null) {
            ServerErrorMessage server = psql.getServerErrorMessage();
            StringBuilder message = new StringBuilder(String.valueOf(server.getMessage()));
            append(message, "Detail", server.getDetail());
            append(message, "Hint", server.getHint());
            append(message, "Where", server.getWhere());
            String text = message + " (SQLSTATE " + code + ")";
            return new Answer(code, text, server.getPosition(), copiedLine(server.getWhere()));
        }
        // The driver says no more than that the attempt failed; the host itself is the exception's whole message.
        String unknown =
                e.getCause() instanceof UnknownHostException host ? " Unknown host: " + host.getMessage() + "." : "";
        return new Answer(code, e.getMessage() + unknown, 0);
    }

    /** Of "COPY t, line 3, column i", in whatever language: the number behind the table's name. */
    private static int copiedLine(@Nullable String where) {
        Matcher line = COPIED_LINE.matcher(where == null ? "" : where);
        return line.find() ? Integer.parseInt(line.group(1)) : 0;
    }

    static Problem problem(SQLException e) {
        String state = state(e);
        if (state.equals("42P01")) {
            return Problem.NO_TABLE;
        }
        if (NO_SUCH_COLUMN.contains(state)) {
            return Problem.NO_COLUMN;
        }
        if (state.equals("55P03") || state.equals("40P01")) {
            return Problem.LOCKED;
        }
        if (state.equals(LOST_LOCK)) {
            return Problem.LOST_LOCK;
        }
        if (TlsErrors.isOne(e)) {
            return Problem.UNTRUSTED;
        }
        if (state.equals("3D000")) {
            return Problem.NO_DATABASE;
        }
        // 08004 is the driver's own: the server asks for a password, or for something else that it was not given.
        if (state.startsWith("28") || state.equals("42501") || state.equals("08004")) {
            return Problem.DENIED;
        }
        boolean full = state.equals("53300");
        return full || state.startsWith("08") || state.startsWith("57P") ? Problem.UNREACHABLE : Problem.STATEMENT;
    }

    /** What to do about an error whose cause is the transaction or a missing right; {@code null} for others. */
    static @Nullable String remedy(String code) {
        return switch (code) {
            case "55P04" ->
                "A value that is added to an enum can be used only once it is committed: use it in a later migration.";
            case "55006" ->
                "Constraints that are deferred are still to be checked: write SET CONSTRAINTS ALL IMMEDIATE before it, or"
                        + " move it into a later migration.";
            case "2D000" ->
                "What it calls ends a transaction: write -- migrate:up transaction:false at the top of the file, so"
                        + " that it runs outside of one.";
            case "42501" ->
                "Grant the migrating user the right that is missing, then run again. docs/security.md has the list; migrate"
                        + " info tells what of it he lacks.";
            default -> null;
        };
    }

    /**
     * The entry of a batch that failed, from 0, or -1. In a transaction the driver marks every entry as failed, so only
     * its message tells: "Batch entry 4 … was aborted", in whatever language, with the number first.
     */
    static int failedEntry(BatchUpdateException e) {
        Matcher number = FIRST_NUMBER.matcher(String.valueOf(e.getMessage()));
        int entry = number.find() ? Integer.parseInt(number.group()) : -1;
        return entry < e.getUpdateCounts().length ? entry : -1;
    }

    private static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }

    private static void append(StringBuilder message, String label, @Nullable String text) {
        if (text != null && !text.isBlank()) {
            message.append("\n  ").append(label).append(": ").append(text);
        }
    }
}
