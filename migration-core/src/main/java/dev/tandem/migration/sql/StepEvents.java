package dev.tandem.migration.sql;

import dev.tandem.migration.Direction;
import dev.tandem.migration.Effects;
import dev.tandem.migration.Migration;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.Step;
import dev.tandem.migration.sql.HistoryEvent.State;
import org.jspecify.annotations.Nullable;

/** Renders the events of a run on one database as statements that append them to its history. */
final class StepEvents {
    private static final int LONGEST_ERROR = 4_000;

    private final HistoryTable table;
    private final String tableName;
    private final Dialect dialect;
    private final String runId;
    private final String appliedBy;
    private final long fence;
    private long head;

    /**
     * Those of a run.
     *
     * @param tableName the history as SQL has it
     * @param fence which holding of the lock this is
     * @param head number of the latest event
     */
    StepEvents(Dialect dialect, String tableName, String runId, String appliedBy, long fence, long head) {
        this.dialect = dialect;
        this.table = new HistoryTable(dialect);
        this.tableName = tableName;
        this.runId = runId;
        this.appliedBy = appliedBy;
        this.fence = fence;
        this.head = head;
    }

    String runId() {
        return runId;
    }

    long fence() {
        return fence;
    }

    /** Number of the latest event that was read or written. */
    long head() {
        return head;
    }

    void head(long latest) {
        head = latest;
    }

    /** The expression for the milliseconds since the latest event. */
    String millisSinceLatest() {
        return dialect.epochMillis(dialect.now()) + " - (SELECT " + dialect.epochMillis("at") + " FROM " + tableName
                + " WHERE seq = " + head + ")";
    }

    /** The condition on the events of a step's migration. */
    String of(Step step) {
        return table.of(step.id());
    }

    /** A step's end: applied or reverted. */
    String completed(Step step, Script script, @Nullable String downSql, String durationMs) {
        State state = step.direction() == Direction.UP ? State.APPLIED : State.REVERTED;
        int statements = script.statements();
        return append(
                step, script, state, statements, script.fingerprint(), Effects.NONE, null, downSql, null, durationMs);
    }

    /** A migration is applied or not because somebody says so; without a file nothing is known of its text. */
    String recorded(Step step, Script script, @Nullable Migration migration, @Nullable String downSql) {
        Script applied = step.direction() == Direction.UP && migration != null ? migration.up() : script;
        return completed(step, applied, downSql, "0");
    }

    /** The statement behind the completed ones is about to be sent. */
    String started(Step step, Script script, int completed, String fingerprint) {
        return append(step, script, State.STARTED, completed, fingerprint, Effects.NONE, null, null, null, "0");
    }

    /** A batch of its code is done. */
    String batch(Step step, Script script, String cursor, long durationMs) {
        String duration = Long.toString(durationMs);
        return append(step, script, State.CHECKPOINT, 0, "", Effects.NONE, cursor, null, null, duration);
    }

    /** A statement is done. */
    String checkpoint(Step step, Script script, SqlStatement statement, long durationMs) {
        return append(
                step,
                script,
                State.CHECKPOINT,
                statement.number(),
                statement.fingerprint(),
                Effects.NONE,
                null,
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
    String failed(
            Step step,
            Script script,
            int completed,
            String fingerprint,
            Effects effects,
            String error,
            long durationMs) {
        String text = error.length() > LONGEST_ERROR ? beginning(error) + " …" : error;
        return append(
                step,
                script,
                State.FAILED,
                completed,
                fingerprint,
                effects,
                null,
                null,
                text,
                Long.toString(durationMs));
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
            @Nullable String cursor,
            @Nullable String downSql,
            @Nullable String error,
            String durationMs) {
        String digest = script.digest();
        return table.append(
                tableName,
                new HistoryTable.Row(
                        head + 1,
                        fence,
                        runId,
                        appliedBy,
                        step.id(),
                        step.name(),
                        step.action(),
                        state,
                        statement,
                        script.statements(),
                        fingerprint,
                        state == State.APPLIED && digest != null ? digest : script.fingerprint(),
                        effects,
                        cursor,
                        downSql,
                        error),
                durationMs);
    }
}
