package dev.tandem.migration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The runs of one manager: begins them, and ends those that are under way. */
final class Runs {
    private static final Duration LONG_STATEMENT = Duration.ofSeconds(10);

    private final List<MigrationDatabase> databases;
    private final RunSettings settings;
    private final Set<Deadline> running;

    Runs(List<MigrationDatabase> databases, RunSettings settings, Set<Deadline> running) {
        this.databases = databases;
        this.settings = settings;
        this.running = running;
    }

    /** Runs a command, if its plan is the one that was confirmed or none was. */
    Report execute(Command command, @Nullable Plan confirmed) {
        String id = RunSettings.newId();
        Recorder recorder = new Recorder();
        List<MigrationListener> all = new ArrayList<>();
        all.add(recorder);
        all.addAll(settings.listeners());
        SafeListeners told = new SafeListeners(all);
        try (StatementWatch watch = new StatementWatch(databases, told, LONG_STATEMENT);
                Deadline deadline = settings.deadline()) {
            MigrationListener listener = new SafeListeners(List.of(told, watch));
            ShutdownHook hook = new ShutdownHook(deadline);
            running.add(deadline);
            try (Sessions sessions = connect(id, deadline, listener)) {
                return new Run(
                                id,
                                command,
                                confirmed,
                                sessions,
                                deadline,
                                recorder,
                                listener,
                                settings.rollbackOnFailure())
                        .execute();
            } finally {
                running.remove(deadline);
                hook.close();
            }
        }
    }

    private Sessions connect(String id, Deadline deadline, MigrationListener listener) {
        try {
            return Sessions.connectSome(databases, id, deadline, Connecting.patiently(listener));
        } catch (MigrationException e) {
            List<DatabaseStatus> unread = databases.stream()
                    .map(database -> database.name().equals(e.failure().database())
                            ? DatabaseStatus.unread(database, Obstacle.toReading(e))
                            : DatabaseStatus.unread(database, "It was not read before the run ended."))
                    .toList();
            Report report = new Report(id, Report.Outcome.FAILED, List.of(), List.of(), unread, e.failure());
            listener.runFinished(report);
            throw e.attach(report);
        } catch (RuntimeException e) {
            listener.runFinished(Report.failed(id, Failure.of(null, e.toString(), null)));
            throw e;
        }
    }

    /** Does other work under the locks. */
    <T> T execute(LockedWork<T> work) {
        String id = RunSettings.newId();
        try (Deadline deadline = settings.deadline()) {
            ShutdownHook hook = new ShutdownHook(deadline);
            running.add(deadline);
            try (Sessions sessions = Sessions.connect(databases, id, deadline, settings.patiently())) {
                return new LockedRun(id, sessions, deadline, new SafeListeners(settings.listeners())).execute(work);
            } finally {
                running.remove(deadline);
                hook.close();
            }
        }
    }

    void cancel() {
        running.forEach(deadline -> deadline.cancel("by the caller"));
    }
}
