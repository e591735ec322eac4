package dev.tandem.migration.postgres;

import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Script;
import dev.tandem.migration.Step;
import dev.tandem.migration.sql.Execution;
import dev.tandem.migration.sql.HookScript;
import dev.tandem.migration.sql.StepContext;
import dev.tandem.migration.sql.TransactionalChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * For scripts that cannot be one transaction.
 *
 * <ol>
 *   <li>A statement that may run in a transaction commits together with its checkpoint. So does all between a BEGIN and a
 *       COMMIT of the script.
 *   <li>One that may not runs bare, behind an intent ({@code started}) that is committed first, and only after what an
 *       earlier attempt at it left was removed.
 *   <li>A failure of the first kind, and of the second where another attempt does no harm, leaves the migration to be
 *       resumed there. Another one's effects are unknown.
 *   <li>A run that resumes sets again what the script had set for the session. If the latest event is an intent, and the
 *       database is as the statement would have left it, that statement is done.
 * </ol>
 */
final class StepwiseExecution implements Execution {
    private final TransactionalChannel channel;
    private final Prologue prologue;
    private final BareExecution bare;
    private final BareRecovery recovery;
    private final StepContext context;

    StepwiseExecution(
            TransactionalChannel channel,
            Prologue prologue,
            BareExecution bare,
            BareRecovery recovery,
            StepContext context) {
        this.channel = channel;
        this.prologue = prologue;
        this.bare = bare;
        this.recovery = recovery;
        this.context = context;
    }

    @Override
    public void run(Step step, Script script, @Nullable String downSql, MigrationListener listener) {
        long start = System.nanoTime();
        listener.stepStarted(step, script);
        try {
            execute(step, script, downSql, listener);
        } catch (MigrationException e) {
            listener.stepFailed(step, e.failure(), Duration.ofNanos(System.nanoTime() - start));
            throw e;
        }
        context.endOwnTime();
        listener.stepCompleted(step, Duration.ofNanos(System.nanoTime() - start));
    }

    @Override
    public void run(HookScript hook, MigrationListener listener) {
        hook.execute(
                context,
                listener,
                new StepwiseHook(channel, prologue, bare, recovery, context, hook, listener)::execute);
    }

    private void execute(Step step, Script script, @Nullable String downSql, MigrationListener listener) {
        StepPosition position = new StepPosition(context, step, script, downSql);
        StepwiseCommits commits = new StepwiseCommits(channel, prologue, context, position);
        BareStep outside = new BareStep(step, context, position, commits, bare, recovery);
        new StepwiseStep(channel, context, step, script, listener, position, commits, outside).execute();
    }
}
