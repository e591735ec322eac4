package dev.tandem.migration.sql;

import dev.tandem.migration.Command;
import dev.tandem.migration.Failure;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.Step;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A script that a run executes on a database, with what it takes to execute it and to tell of it. */
sealed interface Work {

    Script script();

    Subject subject();

    void tellStarted(MigrationListener listener);

    void tellStatement(MigrationListener listener, SqlStatement statement);

    void tellCompleted(MigrationListener listener, Duration duration);

    void tellFailed(MigrationListener listener, Failure failure, Duration duration);

    /**
     * A step, which is recorded.
     *
     * @param down the migration's down as text, to be recorded with an up; asked for when it is recorded
     */
    record OfStep(Step step, Script script, Supplier<@Nullable String> down) implements Work {
        /** Whether an attempt before this one has left nobody knows what. */
        boolean isRetry() {
            return step.resume() == Command.Resume.RETRY;
        }

        @Override
        public Subject subject() {
            return Subject.of(step);
        }

        @Override
        public void tellStarted(MigrationListener listener) {
            listener.stepStarted(step, script);
        }

        @Override
        public void tellStatement(MigrationListener listener, SqlStatement statement) {
            listener.statementStarted(step, statement);
        }

        @Override
        public void tellCompleted(MigrationListener listener, Duration duration) {
            listener.stepCompleted(step, duration);
        }

        @Override
        public void tellFailed(MigrationListener listener, Failure failure, Duration duration) {
            listener.stepFailed(step, failure, duration);
        }
    }

    /** A hook, which leaves nothing in the history. */
    record OfHook(HookScript hook) implements Work {
        @Override
        public Script script() {
            return hook.script();
        }

        @Override
        public Subject subject() {
            return Subject.of(hook.hook());
        }

        @Override
        public void tellStarted(MigrationListener listener) {
            listener.hookStarted(hook.database(), hook.hook(), hook.script());
        }

        @Override
        public void tellStatement(MigrationListener listener, SqlStatement statement) {}

        @Override
        public void tellCompleted(MigrationListener listener, Duration duration) {
            listener.hookCompleted(hook.database(), hook.hook(), duration);
        }

        @Override
        public void tellFailed(MigrationListener listener, Failure failure, Duration duration) {
            listener.hookFailed(hook.database(), hook.hook(), failure, duration);
        }
    }
}
