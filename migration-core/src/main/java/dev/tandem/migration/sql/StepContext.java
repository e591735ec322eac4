package dev.tandem.migration.sql;

import dev.tandem.migration.Deadline;
import dev.tandem.migration.Direction;
import dev.tandem.migration.Effects;
import dev.tandem.migration.Failure;
import dev.tandem.migration.LostLockException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.Step;
import dev.tandem.migration.script.Placeholders;
import dev.tandem.migration.sql.HistoryEvent.State;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What executing steps on one session needs: its history table and head, its run, its deadline. */
public final class StepContext {
    private static final int LONGEST_ERROR = 4_000;

    private final String database;
    private final Dialect dialect;
    private final Placeholders placeholders;
    private final HistoryTable table;
    private final TableLocation location;
    private final String tableName;
    private final String runId;
    private final String appliedBy;
    private Deadline deadline;
    private final long fence;
    private long head;

    StepContext(
            String database,
            Dialect dialect,
            Placeholders placeholders,
            HistoryTable table,
            TableLocation location,
            String runId,
            String appliedBy,
            Deadline deadline,
            long fence,
            long head) {
        this.database = database;
        this.dialect = dialect;
        this.placeholders = placeholders;
        this.table = table;
        this.location = location;
        this.tableName = location.qualified(dialect);
        this.runId = runId;
        this.appliedBy = appliedBy;
        this.deadline = deadline;
        this.fence = fence;
        this.head = head;
    }

    /** The history table. */
    public TableLocation location() {
        return location;
    }

    public String runId() {
        return runId;
    }

    /** Which holding of the lock this is. */
    public long fence() {
        return fence;
    }

    public Deadline deadline() {
        return deadline;
    }

    /** For the steps to come. */
    void deadline(Deadline end) {
        deadline = end;
    }

    /** Number of the latest event that this session has read or written. */
    public long head() {
        return head;
    }

    /** The event that was rendered last stands in the history. */
    public void appended() {
        head++;
    }

    /** A step's end: applied or reverted. */
    public String completed(Step step, Script script, @Nullable String downSql, String durationMs) {
        State state = step.direction() == Direction.UP ? State.APPLIED : State.REVERTED;
        int statements = script.statements();
        return append(
                step, state, statements, statements, script.fingerprint(), Effects.NONE, downSql, null, durationMs);
    }

    /** A step's beginning, or its going on behind a statement. */
    public String started(Step step, Script script, String fingerprint) {
        return append(
                step, State.STARTED, step.completed(), script.statements(), fingerprint, Effects.NONE, null, null, "0");
    }

    /** A statement is done. */
    public String checkpoint(Step step, Script script, SqlStatement statement, long durationMs) {
        return append(
                step,
                State.CHECKPOINT,
                statement.number(),
                script.statements(),
                statement.fingerprint(),
                Effects.NONE,
                null,
                null,
                Long.toString(durationMs));
    }

    /**
     * A step failed.
     *
     * @param completed how many statements were completed and stay
     * @param fingerprint chained up to there
     */
    public String failed(
            Step step,
            Script script,
            int completed,
            String fingerprint,
            Effects effects,
            String error,
            long durationMs) {
        String text = error.length() > LONGEST_ERROR ? error.substring(0, LONGEST_ERROR) + " …" : error;
        return append(
                step,
                State.FAILED,
                completed,
                script.statements(),
                fingerprint,
                effects,
                null,
                text,
                Long.toString(durationMs));
    }

    /**
     * The exception for a statement that failed; of a run whose deadline ended, that. This is the one place where a server's
     * words come in, which may hold the values of placeholders.
     */
    public MigrationException exception(
            Step step, Script script, @Nullable SqlStatement statement, SQLException problem, String action) {
        Dialect.Answer answer = dialect.answer(problem);
        SQLException cause = masked(problem, answer);
        Failure failure = new Failure(
                database,
                step.version(),
                script.location(),
                statement == null ? null : statement.number(),
                statement == null ? null : line(statement, answer.position()),
                statement == null ? null : statement.sql(),
                step.name() + " failed: " + placeholders.mask(answer.message()),
                action);
        if (dialect.problem(problem) == Dialect.Problem.LOST_LOCK) {
            return new LostLockException(failure, cause);
        }
        if (deadline.hasEnded()) {
            return deadline.exceeded(failure, "during " + step.version() + " " + step.name(), cause);
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

    /** The line of a position in a statement, counted in characters from 1; without one, the statement's own. */
    static int line(SqlStatement statement, int position) {
        int line = statement.line();
        String sql = statement.executable();
        int end = Math.min(position - 1, sql.length());
        for (int i = 0; i < end; i++) {
            if (sql.charAt(i) == '\n') {
                line++;
            }
        }
        return line;
    }

    private String append(
            Step step,
            State state,
            int statement,
            int statements,
            String fingerprint,
            Effects effects,
            @Nullable String downSql,
            @Nullable String error,
            String durationMs) {
        return table.append(
                tableName,
                new HistoryTable.Row(
                        head + 1,
                        fence,
                        runId,
                        appliedBy,
                        step.version(),
                        step.name(),
                        step.direction(),
                        state,
                        statement,
                        statements,
                        fingerprint,
                        effects,
                        downSql,
                        error),
                durationMs);
    }
}
