package dev.tandem.migration.liquibase;

import dev.tandem.migration.Action;
import dev.tandem.migration.Deadline;
import dev.tandem.migration.Direction;
import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.LostLockException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.Step;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import liquibase.Scope;
import liquibase.change.Change;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.ChangeSet.ExecType;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.visitor.AbstractChangeExecListener;
import liquibase.changelog.visitor.RollbackVisitor;
import liquibase.changelog.visitor.UpdateVisitor;
import liquibase.database.Database;
import liquibase.exception.LiquibaseException;
import liquibase.exception.PreconditionFailedException;
import liquibase.executor.ExecutorService;
import liquibase.precondition.core.PreconditionContainer.FailOption;
import liquibase.statement.core.UpdateChangeSetChecksumStatement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs change sets, one after the other. Liquibase commits a change set before it writes down that it was run; that first commit is
 * put off, so that on a server with transactions over definitions both happen, or neither.
 */
final class ChangeSetRun {
    private static final Logger log = LoggerFactory.getLogger(ChangeSetRun.class);

    private final LiquibaseSettings settings;
    private final Changelog changelog;
    private final Database database;
    private final HeldConnection connection;
    private final ChangeLogLock lock;
    private final Deadline deadline;
    private final MigrationListener listener;

    ChangeSetRun(
            LiquibaseSettings settings,
            Changelog changelog,
            Database database,
            HeldConnection connection,
            ChangeLogLock lock,
            Deadline deadline,
            MigrationListener listener) {
        this.settings = settings;
        this.changelog = changelog;
        this.database = database;
        this.connection = connection;
        this.lock = lock;
        this.deadline = deadline;
        this.listener = listener;
    }

    /** Runs and records a step. */
    void run(Step step) throws LiquibaseException {
        ChangeSet changeSet = changeSet(step);
        Script script = ChangeSetScript.of(step, changeSet, database);
        if (deadline.hasEnded()) {
            throw deadline.exceeded(
                    failure(step, script, null, "", null), "before " + step.title() + " was begun", null);
        }
        long start = System.nanoTime();
        Watch watch = new Watch(step, script);
        listener.stepStarted(step, script);
        try {
            lock.check();
            connection.hold();
            work(step, changeSet, watch);
            lock.keep();
            connection.commit();
        } catch (LiquibaseException | SQLException | RuntimeException e) {
            MigrationException failure = failed(step, script, watch.current, e);
            rollback(failure);
            listener.stepFailed(step, failure.failure(), since(start));
            throw failure;
        }
        listener.stepCompleted(step, since(start));
    }

    /** As it was planned; a file may have been changed since. */
    private ChangeSet changeSet(Step step) {
        ChangeSet changeSet = changelog.changeSet(step.id());
        if (changeSet == null || !Changelog.identity(changeSet).equals(step.name())) {
            throw new InvalidMigrationException(
                    Failure.of(
                            settings.name(),
                            "The changelog was changed while this run was under way: at position " + step.id()
                                    + " there is not " + step.name() + " any more.",
                            "Run again."),
                    null);
        }
        return changeSet;
    }

    private void work(Step step, ChangeSet changeSet, Watch watch) throws LiquibaseException {
        DatabaseChangeLog log = changelog.log();
        if (step.action() == Action.UP) {
            new UpdateVisitor(database, watch).visit(changeSet, log, database, Set.of());
        } else if (step.action() == Action.DOWN && !ChangeSetScript.wasOnlyMarked(changeSet, database)) {
            new RollbackVisitor(database, watch).visit(changeSet, log, database, Set.of());
        } else if (step.action() == Action.REPAIR) {
            Scope.getCurrentScope()
                    .getSingleton(ExecutorService.class)
                    .getExecutor("jdbc", database)
                    .execute(new UpdateChangeSetChecksumStatement(changeSet));
        } else if (step.direction() == Direction.UP) {
            database.markChangeSetExecStatus(changeSet, ExecType.EXECUTED);
        } else {
            database.removeRanStatus(changeSet);
        }
    }

    private void rollback(MigrationException failure) {
        try {
            connection.resume();
            connection.rollback();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private MigrationException failed(Step step, Script script, @Nullable SqlStatement at, Exception problem) {
        String left = isWhole(script.transactional())
                ? "Nothing of this change set is left"
                : "What it has changed before that stays, and Liquibase will run it from its beginning again: take that back first";
        String message = step.name() + " failed: " + Problems.reason(problem);
        if (lock.isLost()) {
            String action = left + ". Look at migrate status, then run again.";
            return new LostLockException(failure(step, script, at, message, action), problem);
        }
        Failure failure = failure(
                step,
                script,
                at,
                message,
                deadline.hasEnded() ? deadline.advice() : left + ". Mend it, then run again.");
        return deadline.hasEnded()
                ? deadline.exceeded(failure, "during " + step.title(), problem)
                : new StatementFailedException(failure, problem);
    }

    /** Whether it happens, or nothing of it. */
    private boolean isWhole(boolean transactional) {
        return transactional && database.supportsDDLInTransaction();
    }

    private Failure failure(
            Step step, Script script, @Nullable SqlStatement at, String message, @Nullable String action) {
        return new Failure(
                settings.name(),
                step.id(),
                script.location(),
                at == null ? null : at.number(),
                null,
                at == null ? null : at.sql(),
                message,
                action);
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Tells of each change as of a statement. */
    private final class Watch extends AbstractChangeExecListener {
        private final Step step;
        private final List<SqlStatement> changes = new ArrayList<>();
        private @Nullable SqlStatement current;

        Watch(Step step, Script script) {
            this.step = step;
            try (Script.Statements statements = script.open()) {
                statements.forEachRemaining(changes::add);
            }
        }

        /** What nothing takes back is recorded, whatever ends meanwhile: it would be done twice. */
        @Override
        public void ran(Change change, ChangeSet changeSet, DatabaseChangeLog log, Database executedOn) {
            boolean last = changeSet.getChanges().indexOf(change)
                    == changeSet.getChanges().size() - 1;
            if (last && !isWhole(changeSet.isRunInTransaction())) {
                connection.leave();
            }
        }

        @Override
        public void ran(ChangeSet changeSet, DatabaseChangeLog log, Database executedOn, ExecType end) {
            if (end == ExecType.FAILED) {
                ChangeSetRun.log.warn(
                        "{} failed, and is not to be an error (failOnError): it stays pending. {}",
                        step.name(),
                        changeSet.getErrorMsg());
            }
        }

        @Override
        public void preconditionFailed(PreconditionFailedException problem, FailOption onFail) {
            if (onFail == FailOption.CONTINUE) {
                ChangeSetRun.log.warn("{} was passed over by its precondition: it stays pending", step.name());
            }
        }

        @Override
        public void willRun(Change change, ChangeSet changeSet, DatabaseChangeLog log, Database executedOn) {
            int index = changeSet.getChanges().indexOf(change);
            if (index >= 0 && index < changes.size()) {
                current = changes.get(index);
                listener.statementStarted(step, changes.get(index));
            }
        }
    }
}
