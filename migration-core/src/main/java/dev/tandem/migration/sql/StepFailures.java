package dev.tandem.migration.sql;

import dev.tandem.migration.Deadline;
import dev.tandem.migration.Failure;
import dev.tandem.migration.LostLockException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.StatementInput;
import dev.tandem.migration.script.Placeholders;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Makes exceptions of what a server answers to the statements of a script. */
record StepFailures(String database, Dialect dialect, Placeholders placeholders) {

    /**
     * The exception for a statement that failed; of a run whose deadline ended, that. This is the one place where a server's
     * words come in, which may hold the values of placeholders.
     */
    MigrationException exception(
            Subject subject,
            Script script,
            @Nullable SqlStatement statement,
            SQLException problem,
            String action,
            Deadline deadline) {
        Dialect.Answer answer = dialect.answer(problem);
        SQLException cause = masked(problem, answer);
        boolean lost = dialect.problem(problem) == Dialect.Problem.LOST_LOCK;
        Failure failure = new Failure(
                database,
                subject.migration(),
                script.location(),
                statement == null ? null : statement.number(),
                statement == null ? null : line(statement, answer),
                statement == null ? null : statement.sql(),
                subject.name() + " failed: " + placeholders.mask(answer.message()),
                lost ? "Look at migrate status, then run again." : action);
        if (lost) {
            return new LostLockException(failure, cause);
        }
        if (deadline.hasEnded()) {
            return deadline.exceeded(failure, "during " + subject.title(), cause);
        }
        return new StatementFailedException(failure, cause);
    }

    /** Log files print what an exception was caused by. */
    private SQLException masked(SQLException problem, Dialect.Answer answer) {
        if (placeholders.isEmpty()) {
            return problem;
        }
        SQLException masked =
                new SQLException(placeholders.mask(answer.message()), problem.getSQLState(), problem.getErrorCode());
        masked.setStackTrace(problem.getStackTrace());
        return masked;
    }

    /**
     * The line of the file that a server's answer is about: of a row that the statement reads, of a position in the
     * statement, or, if it names neither, the statement's own.
     */
    private static int line(SqlStatement statement, Dialect.Answer answer) {
        StatementInput input = statement.input();
        if (input != null && answer.row() > 0) {
            return input.line() + answer.row() - 1;
        }
        int line = statement.line();
        String sql = statement.executable();
        int end = Math.min(answer.position() - 1, sql.length());
        for (int i = 0; i < end; i++) {
            if (sql.charAt(i) == '\n') {
                line++;
            }
        }
        return line;
    }
}
