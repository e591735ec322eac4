package dev.tandem.migration.postgres;

import dev.tandem.migration.Command;
import dev.tandem.migration.Effects;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.Step;
import dev.tandem.migration.sql.StepContext;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How far an attempt at a step has come, and the events that say so in the history. */
final class StepPosition {
    private final StepContext context;
    private final Step step;
    private final Script script;
    private final @Nullable String downSql;
    private final long start = System.nanoTime();
    private int completed;
    private boolean finished;
    private String fingerprint = "";
    private @Nullable SqlStatement current;

    StepPosition(StepContext context, Step step, Script script, @Nullable String downSql) {
        this.context = context;
        this.step = step;
        this.script = script;
        this.downSql = downSql;
        this.completed = step.completed();
    }

    /** How many statements are done. */
    int completed() {
        return completed;
    }

    /** Whether the step's end stands in the history, or is in what is being sent. */
    boolean finished() {
        return finished;
    }

    /** The statement that the attempt is at. */
    @Nullable
    SqlStatement current() {
        return current;
    }

    void at(SqlStatement statement) {
        current = statement;
    }

    /** An earlier run has completed it. */
    void passed(SqlStatement statement) {
        fingerprint = statement.fingerprint();
    }

    /** It is done, and the event that says so committed. */
    void done(SqlStatement statement) {
        context.appended();
        completed = statement.number();
        fingerprint = statement.fingerprint();
    }

    /**
     * The event for a statement that is done.
     *
     * @param last whether the step is complete with it
     */
    String event(SqlStatement statement, boolean last) {
        finished = last;
        return last ? end() : context.checkpoint(step, script, statement, millis());
    }

    /** The event for a step that is complete. */
    String end() {
        return context.completed(step, script, downSql, Long.toString(millis()));
    }

    /** The event for a statement that is about to run bare. */
    String intent() {
        return context.started(step, script, completed, fingerprint);
    }

    /** Whether it is at the statement that made the migration dirty: what the attempt before has left is still there. */
    boolean isRetry() {
        return step.resume() == Command.Resume.RETRY && completed == step.completed();
    }

    /** What a person can do where nobody can tell what it has left. */
    String choice() {
        return "Look at it, " + StepContext.choice(step);
    }

    /** The event for a failure that has left this itself. */
    String failed(Effects effects, String error) {
        Effects left = isRetry() ? Effects.UNKNOWN : effects;
        return context.failed(step, script, completed, fingerprint, left, error, millis());
    }

    /** The exception for a statement that failed. */
    MigrationException exception(@Nullable SqlStatement statement, SQLException problem, String action) {
        return context.exception(step, script, statement, problem, action);
    }

    /** Throws if the deadline has ended. */
    void checkDeadline() {
        context.checkDeadline(step, script, false);
    }

    private long millis() {
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }
}
