package dev.tandem.migration.clickhouse;

import com.clickhouse.client.api.ServerException;
import dev.tandem.migration.sql.Dialect.Answer;
import dev.tandem.migration.sql.Dialect.Problem;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what the driver throws. */
final class ClickHouseErrors {
    static final int UNKNOWN_TABLE = 60;
    static final int SYNTAX_ERROR = 62;
    private static final int UNKNOWN_DATABASE = 81;
    /** No such column, or of another type than it is used as. */
    private static final Set<Integer> UNKNOWN_COLUMN = Set.of(16, 47, 43, 53, 70, 386);
    /** Access denied, unknown user, wrong password, required password, authentication failed. */
    private static final Set<Integer> DENIED = Set.of(497, 192, 193, 194, 516);

    private static final Pattern POSITION = Pattern.compile("failed at position (\\d+)");
    private static final Pattern NOISE =
            Pattern.compile("\\s*\\(version [^)]*(\\([^)]*\\))?\\)|\\s*\\(queryId= [^)]*\\)"
                    // The stack that a mutation's reason brings along.
                    + "|(Stack trace[^\\n]*\\s*)?(?m:^\\d+\\. [^\\n]*@ 0x[0-9a-f]+[^\\n]*\\s*)+");

    private ClickHouseErrors() {}

    /** What the client throws, as the driver would. */
    static SQLException of(Throwable e) {
        return e instanceof ServerException server
                ? new SQLException(e.getMessage(), null, server.getCode(), e)
                : new SQLException(e.getMessage(), e);
    }

    static Answer answer(SQLException e) {
        String message = String.valueOf(e.getMessage());
        if (code(e) == 0 && !(e instanceof LockGoneException)) {
            // The driver's own words say how often it tried; what kept it from the server is at the bottom.
            for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                message = cause.getMessage() == null ? message : cause.getMessage();
            }
        }
        Matcher position = POSITION.matcher(message);
        int at = position.find() ? Integer.parseInt(position.group(1)) : 0;
        return new Answer(
                Integer.toString(code(e)), NOISE.matcher(message).replaceAll("").strip(), at);
    }

    static Problem problem(SQLException e) {
        if (e instanceof LockGoneException) {
            return Problem.LOST_LOCK;
        }
        int code = code(e);
        boolean ofColumns = UNKNOWN_COLUMN.contains(code) || (code == 0 && isOfAnotherType(e));
        if (e instanceof NotConnectedException && (code == UNKNOWN_TABLE || ofColumns)) {
            // Whatever it was, it was not about what we asked.
            return Problem.STATEMENT;
        }
        if (code == UNKNOWN_TABLE) {
            return Problem.NO_TABLE;
        }
        if (ofColumns) {
            return Problem.NO_COLUMN;
        }
        if (code == UNKNOWN_DATABASE) {
            return Problem.NO_DATABASE;
        }
        if (DENIED.contains(code)) {
            return Problem.DENIED;
        }
        return code == 0 ? Problem.UNREACHABLE : Problem.STATEMENT;
    }

    /** Whether an answer, or before that an address, has something else in it than it was asked for. */
    private static boolean isOfAnotherType(SQLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ArithmeticException
                    || cause instanceof IllegalArgumentException
                    || cause instanceof ClassCastException
                    || cause instanceof DateTimeException) {
                return true;
            }
        }
        return false;
    }

    /** Whether what was sent may still be going on: no answer came, or the hosts of a cluster have not all given theirs. */
    static boolean mayGoOn(SQLException e) {
        boolean unanswered = problem(e) == Problem.UNREACHABLE && !(e instanceof NothingDoneException);
        return unanswered || code(e) == DistributedDdl.TIMEOUT;
    }

    /**
     * The server's code; 0 when it is not the server who speaks. The driver hides some, such as that of an ON CLUSTER
     * which timed out, in the cause of an exception without a code.
     */
    static int code(SQLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ServerException server) {
                return server.getCode();
            }
        }
        return Math.max(0, e.getErrorCode());
    }

    /** All that was said about a failure, by the driver and in its causes by the server. */
    static String everyMessage(SQLException e) {
        StringBuilder messages = new StringBuilder();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            messages.append(cause.getMessage()).append('\n');
        }
        return messages.toString();
    }
}
