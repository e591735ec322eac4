package dev.tandem.migration.sql;

import dev.tandem.migration.Deadline;
import dev.tandem.migration.DeadlineExceededException;
import dev.tandem.migration.Direction;
import dev.tandem.migration.Effects;
import dev.tandem.migration.Failure;
import dev.tandem.migration.History;
import dev.tandem.migration.History.Entry;
import dev.tandem.migration.History.Stopped;
import dev.tandem.migration.Migration;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.RunCancelledException;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.Step;
import dev.tandem.migration.script.Placeholders;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What executing steps on one session needs: its history table and head, its run, its deadline. */
public final class StepContext {
    private static final Duration LOCK_PAUSE = Duration.ofMillis(300);

    private final String database;
    private final Dialect dialect;
    private final TableLocation location;
    private final History history;
    private final StepEvents events;
    private final StepFailures failures;
    private Deadline deadline;
    private @Nullable TimeLimit limit;

    StepContext(
            String database,
            Dialect dialect,
            Placeholders placeholders,
            TableLocation location,
            History history,
            StepEvents events,
            Deadline deadline) {
        this.database = database;
        this.dialect = dialect;
        this.location = location;
        this.history = history;
        this.events = events;
        this.failures = new StepFailures(database, dialect, placeholders);
        this.deadline = deadline;
    }

    /** The history table. */
    public TableLocation location() {
        return location;
    }

    public String runId() {
        return events.runId();
    }

    /** Which holding of the lock this is. */
    public long fence() {
        return events.fence();
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
        checkDeadline(Subject.of(step), script, before);
    }

    /** The same, of a hook. */
    public void checkDeadline(HookScript hook, boolean before) {
        checkDeadline(Subject.of(hook.hook()), hook.script(), before);
    }

    void checkDeadline(Subject subject, Script script, boolean before) {
        if (deadline.hasEnded()) {
            throw deadline.exceeded(
                    new Failure(database, subject.migration(), script.location(), null, null, null, "", null),
                    before ? "before " + subject.title() + " was begun" : "during " + subject.title(),
                    null);
        }
    }

    /** Before a failure is recorded: a cancel that comes late is not to hit the record. */
    public void awaitCancel() {
        if (deadline.hasEnded()) {
            deadline.awaitTold();
        }
    }

    /** Whether a lock of the server's was not to be had. */
    public boolean isLocked(SQLException problem) {
        return dialect.problem(problem) == Dialect.Problem.LOCKED;
    }

    /** Whether another run has the lock, or has written the history. */
    boolean hasLostLock(SQLException problem) {
        return dialect.problem(problem) == Dialect.Problem.LOST_LOCK;
    }

    /** Whether it is a right that is missing. */
    boolean isDenied(SQLException problem) {
        return dialect.problem(problem) == Dialect.Problem.DENIED;
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

    /** The expression for the milliseconds since the latest event. */
    String millisSinceLatest() {
        return events.millisSinceLatest();
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
        return events.head();
    }

    /** The event that was rendered last stands in the history. */
    public void appended() {
        events.head(events.head() + 1);
    }

    /** What was written since was taken back: the latest event is this one again. */
    void rewind(long latest) {
        events.head(latest);
    }

    /** What to do about an error of which the dialect knows that; {@code null} for others. */
    @Nullable
    String remedy(SQLException problem) {
        return dialect.remedy(dialect.answer(problem));
    }

    /** The condition on the events in the history that are of a step's migration. */
    public String eventsOf(Step step) {
        return events.of(step);
    }

    /** A step's end: applied or reverted. */
    public String completed(Step step, Script script, @Nullable String downSql, String durationMs) {
        return events.completed(step, script, downSql, durationMs);
    }

    /** A migration is applied or not because somebody says so; without a file nothing is known of its text. */
    String recorded(Step step, Script script, @Nullable Migration migration, @Nullable String downSql) {
        return events.recorded(step, script, migration, downSql);
    }

    /** The statement behind the completed ones is about to be sent. */
    public String started(Step step, Script script, int completed, String fingerprint) {
        return events.started(step, script, completed, fingerprint);
    }

    /** A statement is done. */
    public String checkpoint(Step step, Script script, SqlStatement statement, long durationMs) {
        return events.checkpoint(step, script, statement, durationMs);
    }

    /** A batch of a step's code is done. */
    String batch(Step step, Script script, String cursor, long durationMs) {
        return events.batch(step, script, cursor, durationMs);
    }

    /** Where the code of a step goes on; {@code null} at its beginning. */
    @Nullable
    String cursor(Step step) {
        Entry entry = history.entries().get(step.id());
        return entry != null && entry.progress() instanceof Stopped stopped && stopped.direction() == step.direction()
                ? stopped.cursor()
                : null;
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
        return events.failed(step, script, completed, fingerprint, effects, error, durationMs);
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
        return exception(Subject.of(step), script, statement, problem, action);
    }

    /** The same, of a hook. */
    public MigrationException exception(
            HookScript hook, @Nullable SqlStatement statement, SQLException problem, String action) {
        return exception(Subject.of(hook.hook()), hook.script(), statement, problem, action);
    }

    MigrationException exception(
            Subject subject, Script script, @Nullable SqlStatement statement, SQLException problem, String action) {
        return failures.exception(subject, script, statement, problem, action, deadline);
    }

    /** A text that may hold values of placeholders, with their names instead. */
    String masked(String text) {
        return failures.placeholders().mask(text);
    }

    /** What became of the statements before one that failed, as a sentence. */
    public static String before(int completed) {
        return switch (completed) {
            case 0 -> "No statement before it was executed. ";
            case 1 -> "The statement before it is done and stays. ";
            default -> "The " + completed + " statements before it are done and stay. ";
        };
    }

    /** What a person can do when nobody can tell what a statement has left, as the end of a sentence about looking at it. */
    public static String choice(Step step) {
        String command = "migrate " + (step.direction() == Direction.UP ? "up" : "down") + " --db " + step.database();
        return "then either run it again with: " + command + " --resume retry, or go on behind it with: " + command
                + " --resume skip.";
    }

    /** An advice for a statement that failed, unless it was the deadline that ended it. */
    public String advice(String mend) {
        return deadline.hasEnded() ? deadline.advice() : mend;
    }
}
