package dev.tandem.migration;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Tells every listener, one thing at a time, whatever another one throws. */
final class SafeListeners implements MigrationListener {
    private final List<MigrationListener> listeners;

    SafeListeners(List<MigrationListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void databaseAwaited(String database, String reason, Duration waited) {
        tell(listener -> listener.databaseAwaited(database, reason, waited));
    }

    @Override
    public void runStarted(String runId, Plan plan) {
        tell(listener -> listener.runStarted(runId, plan));
    }

    @Override
    public void lockAwaited(String database, @Nullable String holder, Duration waited) {
        tell(listener -> listener.lockAwaited(database, holder, waited));
    }

    @Override
    public void lockAcquired(String database, Duration waited) {
        tell(listener -> listener.lockAcquired(database, waited));
    }

    @Override
    public void stepStarted(Step step, Script script) {
        tell(listener -> listener.stepStarted(step, script));
    }

    @Override
    public void statementStarted(Step step, SqlStatement statement) {
        tell(listener -> listener.statementStarted(step, statement));
    }

    @Override
    public void statementRunning(Step step, int statement, Duration time, @Nullable String details) {
        tell(listener -> listener.statementRunning(step, statement, time, details));
    }

    @Override
    public void stepProgressed(Step step, String details) {
        tell(listener -> listener.stepProgressed(step, details));
    }

    @Override
    public void stepCompleted(Step step, Duration duration) {
        tell(listener -> listener.stepCompleted(step, duration));
    }

    @Override
    public void stepFailed(Step step, Failure failure, Duration duration) {
        tell(listener -> listener.stepFailed(step, failure, duration));
    }

    @Override
    public void hookStarted(String database, Hook hook, Script script) {
        tell(listener -> listener.hookStarted(database, hook, script));
    }

    @Override
    public void hookCompleted(String database, Hook hook, Duration duration) {
        tell(listener -> listener.hookCompleted(database, hook, duration));
    }

    @Override
    public void hookFailed(String database, Hook hook, Failure failure, Duration duration) {
        tell(listener -> listener.hookFailed(database, hook, failure, duration));
    }

    @Override
    public void rollbackStarted(List<Step> steps) {
        tell(listener -> listener.rollbackStarted(steps));
    }

    @Override
    public void dropped(String database) {
        tell(listener -> listener.dropped(database));
    }

    @Override
    public void adopted(ForeignHistory foreign) {
        tell(listener -> listener.adopted(foreign));
    }

    @Override
    public void runFinished(Report report) {
        tell(listener -> listener.runFinished(report));
    }

    private synchronized void tell(Consumer<MigrationListener> event) {
        for (MigrationListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                LoggerFactory.getLogger(SafeListeners.class)
                        .warn("A migration listener failed; the run goes on: {}", listener, e);
            }
        }
    }
}
