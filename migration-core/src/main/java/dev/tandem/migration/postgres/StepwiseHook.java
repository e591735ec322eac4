package dev.tandem.migration.postgres;

import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.sql.HookScript;
import dev.tandem.migration.sql.StatementBatch;
import dev.tandem.migration.sql.StepContext;
import dev.tandem.migration.sql.TransactionalChannel;
import dev.tandem.migration.sql.TransactionalChannel.BatchException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Executes a hook that cannot be one transaction: what may run in one does, behind the check of lock and history; what may
 * not runs bare behind a transaction that holds nothing but that check. Nothing is recorded.
 */
final class StepwiseHook {
    private final TransactionalChannel channel;
    private final Prologue prologue;
    private final BareExecution bare;
    private final BareRecovery recovery;
    private final StepContext context;
    private final HookScript hook;
    private final MigrationListener listener;
    private final boolean declared;
    private int completed;

    StepwiseHook(
            TransactionalChannel channel,
            Prologue prologue,
            BareExecution bare,
            BareRecovery recovery,
            StepContext context,
            HookScript hook,
            MigrationListener listener) {
        this.channel = channel;
        this.prologue = prologue;
        this.bare = bare;
        this.recovery = recovery;
        this.context = context;
        this.hook = hook;
        this.listener = listener;
        this.declared = hook.script() instanceof PostgresScript postgres && postgres.declared();
    }

    void execute() {
        begin();
        try (Script.Statements statements = hook.script().open()) {
            while (statements.hasNext()) {
                SqlStatement statement = statements.next();
                context.checkDeadline(hook, completed == 0);
                switch (use(statement)) {
                    case BARE -> bare(statement);
                    case BEGIN -> together(block(statements));
                    default -> together(List.of(statement));
                }
            }
        }
        end();
    }

    private TransactionUse use(SqlStatement statement) {
        return TransactionUse.of(statement.executable(), declared);
    }

    /** Takes out of the session what an earlier script has left. */
    private void begin() {
        try {
            channel.send(channel.prologue(context));
            channel.commit();
        } catch (BatchException e) {
            throw rolledBack(e.problem(), null);
        } catch (SQLException e) {
            throw rolledBack(e, null);
        }
    }

    /** Whatever role the script has taken, the history is read by the user who connected. */
    private void end() {
        try {
            channel.updateAll(PostgresSession.OWN_USER);
        } catch (SQLException e) {
            throw exception(e, null);
        }
    }

    /** The statements of a transaction of the script's own, without its BEGIN and COMMIT. */
    private List<SqlStatement> block(Script.Statements statements) {
        List<SqlStatement> block = new ArrayList<>();
        SqlStatement statement = statements.next();
        while (use(statement) != TransactionUse.COMMIT) {
            block.add(statement);
            statement = statements.next();
        }
        return block;
    }

    private void together(List<SqlStatement> unit) {
        long begun = System.nanoTime();
        while (!tried(unit, begun)) {
            context.checkDeadline(hook, false);
        }
        unit.forEach(statement -> completed = statement.number());
    }

    /** Commits a unit; {@code false} if it found a lock taken and is to be sent again. */
    private boolean tried(List<SqlStatement> unit, long begun) {
        try {
            commit(unit);
            return true;
        } catch (StatementFailedException e) {
            Duration waited = Duration.ofNanos(System.nanoTime() - begun);
            if (e.getCause() instanceof SQLException problem
                    && context.isToBeTriedAgain(problem, waited, channel.blockers(), listener)) {
                return false;
            }
            throw e;
        }
    }

    /** The head is looked at as the user who connected, whatever role the script has taken. */
    private void commit(List<SqlStatement> unit) {
        StatementBatch batch = new StatementBatch(channel, () -> {});
        try {
            batch.add(prologue.lockGuard(context.location()));
            for (SqlStatement statement : unit) {
                batch.add(statement);
            }
            batch.add(PostgresSession.OWN_USER_LOCALLY);
            batch.add(prologue.guard(context));
            batch.send();
            channel.commit();
        } catch (SQLException e) {
            throw rolledBack(e, batch.failed());
        }
    }

    private void bare(SqlStatement statement) {
        commit(List.of());
        BareStatement known = BareStatement.of(statement.executable());
        try {
            for (String cleaning : recovery.isDone(known) ? List.<String>of() : recovery.cleaning(known)) {
                bare.update(cleaning);
            }
            bare.execute(recovery.toSend(known, statement.executable()), known.waitsForOthers());
        } catch (SQLException e) {
            throw exception(e, statement);
        }
        completed = statement.number();
    }

    private MigrationException rolledBack(SQLException problem, @Nullable SqlStatement statement) {
        MigrationException exception = exception(problem, statement);
        try {
            channel.rollback();
        } catch (SQLException e) {
            exception.addSuppressed(e);
        }
        return exception;
    }

    private MigrationException exception(SQLException problem, @Nullable SqlStatement statement) {
        return context.exception(
                hook,
                statement,
                problem,
                StepContext.before(completed) + hook.consequence() + context.advice(hook.remedy()));
    }
}
