package dev.tandem.migration.sql;

import dev.tandem.migration.MigrationException;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Executes a hook on a server without transactions: statement by statement, marked as those of migrations are, and unrecorded. */
final class CheckpointedHook {
    private static final Logger log = LoggerFactory.getLogger(CheckpointedHook.class);

    private final CheckpointedChannel channel;
    private final StepContext context;
    private final HookScript hook;
    private int completed;

    CheckpointedHook(CheckpointedChannel channel, StepContext context, HookScript hook) {
        this.channel = channel;
        this.context = context;
        this.hook = hook;
    }

    void execute() {
        channel.beginScript();
        try (Script.Statements statements = hook.script().open()) {
            while (statements.hasNext()) {
                SqlStatement statement = statements.next();
                context.checkDeadline(hook, completed == 0);
                execute(statement);
                completed = statement.number();
            }
        }
    }

    private void execute(SqlStatement statement) {
        StatementTag tag =
                new StatementTag(context.runId(), context.fence(), hook.hook().word(), statement.number());
        try {
            channel.execute(statement.executable(), tag);
        } catch (SQLException e) {
            switch (channel.afterFailure(statement.executable(), tag, e)) {
                case DONE -> log.warn("{} was done, though error {} was heard of it", tag, e.getErrorCode());
                case NOTHING -> throw failed(statement, e, "");
                case UNKNOWN ->
                    throw failed(
                            statement,
                            e,
                            "What this one has left cannot be told from here: look at "
                                    + context.masked(channel.whatToLookAt(statement.executable())) + ". ");
            }
        }
    }

    private MigrationException failed(SqlStatement statement, SQLException problem, String left) {
        return context.exception(
                hook,
                statement,
                problem,
                StepContext.before(completed) + left + hook.consequence() + context.advice(hook.remedy()));
    }
}
