package dev.tandem.migration.sql;

import dev.tandem.migration.Deadline;
import dev.tandem.migration.DeadlineExceededException;
import dev.tandem.migration.Direction;
import dev.tandem.migration.Effects;
import dev.tandem.migration.Failure;
import dev.tandem.migration.LostLockException;
import dev.tandem.migration.Migration;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.RunCancelledException;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.StatementInput;
import dev.tandem.migration.Step;
import dev.tandem.migration.script.Placeholders;
import dev.tandem.migration.sql.HistoryEvent.State;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What executing steps on one session needs: its history table and head, its run, its deadline. */
public final class StepContext {
    private static final int LONGEST_ERROR = 4_000;
    private static final Duration LOCK_PAUSE = Duration.ofMillis(300);

    private final String database;
    private final Dialect dialect;
    private final Placeholders placeholders;
    private final HistoryTable table;
    private final TableLocation location;
    private final String tableName;
    private final String runId;
    private final String appliedBy;
    private Deadline deadline;
    private @Nullable TimeLimit limit;
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

    /**
     * Throws if the deadline has ended; the failure names the step.
     *
     * @param before whether nothing of the step was sent yet
     */
    public void checkDeadline(Step step, Script script, boolean before) {
        if (deadline.hasEnded()) {
            String migration = step.version() + " " + step.name();
            throw deadline.exceeded(
                    new Failure(database, step.version(), script.location(), null, null, null, "", null),
                    before ? "before " + migration + " was begun" : "during " + migration,
                    null);
        }
    }

    /** Whether a lock of the server's was not to be had. */
    public boolean isLocked(SQLException problem) {
        return dialect.problem(problem) == Dialect.Problem.LOCKED;
    }

    /**
     * Whether what found a lock of the server's taken is to be tried again. If so the listener has been told, and a moment
     * has passed.
     *
     * @param waited for how long it has been tried
     * @param blockers who stood in the way, as far as that was seen
     */
    public boolean isToBeTriedAgain(
            SQLException problem, Duration waited, @Nullable String blockers, MigrationListener listener) {
        if (!isLocked(problem) || deadline.hasEnded() || deadline.hasWaitedEnough(waited)) {
            return false;
        }
        listener.lockAwaited(database, blockers, waited);
        try {
            deadline.pause(LOCK_PAUSE, "while a lock in " + database + " was awaited");
            return true;
        } catch (DeadlineExceededException | RunCancelledException ended) {
            // The caller says so of the very statement, and records it.
            return false;
        }
    }

    /** For what is executed from now on. */
    void limit(@Nullable TimeLimit own, Deadline end) {
        limit = own;
        deadline = end;
    }

    @Nullable
    TimeLimit limit() {
        return limit;
    }

    /** The step is done and recorded: its own time is over. What listeners take is none of it, and nothing is cancelled any more. */
    public void endOwnTime() {
        while (limit != null) {
            limit.close();
        }
    }

    /** Number of the latest event that this session has read or written. */
    public long head() {
        return head;
    }

    /** The event that was rendered last stands in the history. */
    public void appended() {
        head++;
    }

    /** What was written since was taken back: the latest event is this one again. */
    void rewind(long latest) {
        head = latest;
    }

    /** The expression for the milliseconds since the latest event. */
    String millisSinceLatest() {
        return dialect.epochMillis(dialect.now()) + " - (SELECT " + dialect.epochMillis("at") + " FROM " + tableName
                + " WHERE seq = " + head + ")";
    }

    /** What to do about an error of which the dialect knows that; {@code null} for others. */
    @Nullable
    String remedy(SQLException problem) {
        return dialect.remedy(dialect.answer(problem));
    }

    /** A step's end: applied or reverted. */
    public String completed(Step step, Script script, @Nullable String downSql, String durationMs) {
        State state = step.direction() == Direction.UP ? State.APPLIED : State.REVERTED;
        int statements = script.statements();
        return append(step, script, state, statements, script.fingerprint(), Effects.NONE, downSql, null, durationMs);
    }

    /** A migration is applied or not because somebody says so; without a file nothing is known of its text. */
    String recorded(Step step, Script script, @Nullable Migration migration, @Nullable String downSql) {
        Script applied = step.direction() == Direction.UP && migration != null ? migration.up() : script;
        return completed(step, applied, downSql, "0");
    }

    /** The statement behind the completed ones is about to be sent. */
    public String started(Step step, Script script, int completed, String fingerprint) {
        return append(step, script, State.STARTED, completed, fingerprint, Effects.NONE, null, null, "0");
    }

    /** A statement is done. */
    public String checkpoint(Step step, Script script, SqlStatement statement, long durationMs) {
        return append(
                step,
                script,
                State.CHECKPOINT,
                statement.number(),
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
        String text = error.length() > LONGEST_ERROR ? beginning(error) + " …" : error;
        return append(
                step, script, State.FAILED, completed, fingerprint, effects, null, text, Long.toString(durationMs));
    }

    /** Whether it is the server that says so, rather than that nothing is heard of it. */
    public boolean isAnswer(SQLException problem) {
        return dialect.problem(problem) != Dialect.Problem.UNREACHABLE;
    }

    /**
     * The exception for a statement that failed; of a run whose deadline ended, that. This is the one place where a server's
     * words come in, which may hold the values of placeholders.
     */
    public MigrationException exception(
            Step step, Script script, @Nullable SqlStatement statement, SQLException problem, String action) {
        Dialect.Answer answer = dialect.answer(problem);
        SQLException cause = masked(problem, answer);
        boolean lost = dialect.problem(problem) == Dialect.Problem.LOST_LOCK;
        Failure failure = new Failure(
                database,
                step.version(),
                script.location(),
                statement == null ? null : statement.number(),
                statement == null ? null : line(statement, answer),
                statement == null ? null : statement.sql(),
                step.name() + " failed: " + placeholders.mask(answer.message()),
                lost ? "What was refused was not executed. Look at migrate status, then run again." : action);
        if (lost) {
            return new LostLockException(failure, cause);
        }
        if (deadline.hasEnded()) {
            return deadline.exceeded(failure, "during " + step.version() + " " + step.name(), cause);
        }
        return new StatementFailedException(failure, cause);
    }

    /** What became of the statements before one that failed, as a sentence. */
    public static String before(int completed) {
        return switch (completed) {
            case 0 -> "No statement before it was executed. ";
            case 1 -> "The statement before it is done and stays. ";
            default -> "The " + completed + " statements before it are done and stay. ";
        };
    }

    /** An advice for a statement that failed, unless it was the deadline that ended it. */
    public String advice(String mend) {
        return deadline.hasEnded() ? deadline.advice() : mend;
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
    static int line(SqlStatement statement, Dialect.Answer answer) {
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

    /** No half of a character, which no server takes. */
    private static String beginning(String error) {
        int end = Character.isHighSurrogate(error.charAt(LONGEST_ERROR - 1)) ? LONGEST_ERROR - 1 : LONGEST_ERROR;
        return error.substring(0, end);
    }

    private String append(
            Step step,
            Script script,
            State state,
            int statement,
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
                        step.action(),
                        state,
                        statement,
                        script.statements(),
                        fingerprint,
                        script.fingerprint(),
                        effects,
                        downSql,
                        error),
                durationMs);
    }
}
