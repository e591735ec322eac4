package dev.tandem.migration.postgres;

import dev.tandem.migration.DirtyDatabaseException;
import dev.tandem.migration.Effects;
import dev.tandem.migration.Failure;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.Step;
import dev.tandem.migration.sql.StepContext;
import dev.tandem.migration.sql.TransactionalChannel;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Goes through the statements of one step: what runs together, what runs bare, and what is done already. */
final class StepwiseStep {
    private final TransactionalChannel channel;
    private final StepContext context;
    private final Step step;
    private final Script script;
    private final MigrationListener listener;
    private final StepPosition position;
    private final StepwiseCommits commits;
    private final BareStep bare;
    private final boolean declared;

    StepwiseStep(
            TransactionalChannel channel,
            StepContext context,
            Step step,
            Script script,
            MigrationListener listener,
            StepPosition position,
            StepwiseCommits commits,
            BareStep bare) {
        this.channel = channel;
        this.context = context;
        this.step = step;
        this.script = script;
        this.listener = listener;
        this.position = position;
        this.commits = commits;
        this.bare = bare;
        this.declared = script instanceof PostgresScript postgres && postgres.declared();
    }

    void execute() {
        try (Script.Statements statements = script.open()) {
            boolean intended = bare.isIntended();
            commits.begin();
            skipCompleted(statements);
            while (statements.hasNext()) {
                SqlStatement statement = statements.next();
                position.at(statement);
                checkDeadline();
                listener.statementStarted(step, statement);
                switch (TransactionUse.of(statement.executable(), declared)) {
                    case BARE -> bare.run(statement, intended, !statements.hasNext());
                    case BEGIN -> block(statements);
                    default -> together(List.of(statement), statement, statements);
                }
                intended = false;
            }
            if (!position.finished()) {
                commits.commit(List.of(), position.end());
                context.appended();
            }
        } catch (SQLException e) {
            throw position.exception(position.current(), e, "Run again: what is done is known.");
        }
    }

    /** What ran in an earlier run: session settings are set again. */
    private void skipCompleted(Script.Statements statements) throws SQLException {
        for (int i = 0; i < step.completed() && statements.hasNext(); i++) {
            SqlStatement statement = statements.next();
            position.passed(statement);
            for (SqlStatement piece : Block.statements(statement)) {
                switch (TransactionUse.of(piece.executable(), declared)) {
                    case SESSION -> channel.update(piece.executable());
                    case SESSION_OBJECT -> throw lostObject(piece);
                    default -> {}
                }
            }
        }
    }

    private DirtyDatabaseException lostObject(SqlStatement statement) {
        return new DirtyDatabaseException(
                new Failure(
                        step.database(),
                        step.id(),
                        script.location(),
                        statement.number(),
                        statement.line(),
                        statement.sql(),
                        step.name() + " stopped half-way, and what this statement had made was gone with its session.",
                        "Finish the migration by hand; or move what is left of it into a file of its own."),
                null);
    }

    /** The statements of a transaction of the script's own, up to its COMMIT. */
    private void block(Script.Statements statements) {
        List<SqlStatement> block = new ArrayList<>();
        while (true) {
            SqlStatement statement = statements.next();
            position.at(statement);
            if (TransactionUse.of(statement.executable(), declared) == TransactionUse.COMMIT) {
                together(block, statement, statements);
                return;
            }
            listener.statementStarted(step, statement);
            block.add(statement);
        }
    }

    /** Statements and the checkpoint behind them, in one transaction. */
    private void together(List<SqlStatement> unit, SqlStatement last, Script.Statements statements) {
        long begun = System.nanoTime();
        try {
            while (!tried(unit, position.event(last, !statements.hasNext()), begun)) {
                checkDeadline();
            }
        } catch (MigrationException e) {
            commits.record(e, Effects.NONE);
            throw e;
        }
        position.done(last);
    }

    /** Commits a unit; {@code false} if it found a lock taken and is to be sent again. */
    private boolean tried(List<SqlStatement> unit, String event, long begun) {
        try {
            commits.commit(unit, event);
            return true;
        } catch (StatementFailedException e) {
            Duration waited = Duration.ofNanos(System.nanoTime() - begun);
            boolean again = e.getCause() instanceof SQLException problem
                    && context.isToBeTriedAgain(problem, waited, channel.blockers(), listener);
            if (again) {
                return false;
            }
            throw e;
        }
    }

    /** Between statements nothing is unknown, unless it was before. */
    private void checkDeadline() {
        try {
            position.checkDeadline();
        } catch (MigrationException e) {
            commits.record(e, Effects.NONE);
            throw e;
        }
    }
}
