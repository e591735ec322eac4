package dev.tandem.migration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads where databases stand, and what commands would do to them. Takes no lock and changes nothing.
 *
 * @param running the deadlines of readings and runs that are under way
 */
record Inspection(List<MigrationDatabase> databases, RunSettings settings, Set<Deadline> running) {

    List<DatabaseStatus> status() {
        try (Deadline deadline = begin()) {
            return databases.stream()
                    .map(database -> status(database, deadline))
                    .toList();
        }
    }

    /** The deadline of a reading, which can be cancelled until it is closed. */
    private Deadline begin() {
        Deadline deadline = settings.deadline();
        running.add(deadline);
        deadline.onClose(() -> running.remove(deadline));
        return deadline;
    }

    private static DatabaseStatus status(MigrationDatabase database, Deadline deadline) {
        try (Sessions sessions = once(database, deadline)) {
            MigrationSession session = sessions.get(database.name());
            return sessions.state(database, session).status(session.lock());
        } catch (MigrationException e) {
            return DatabaseStatus.unread(database, Obstacle.toReading(e));
        }
    }

    List<Finding> validate(boolean ask) {
        try (Deadline deadline = begin()) {
            return new Validation(RunSettings.newId(), ask, deadline).of(databases);
        }
    }

    List<DatabaseInfo> info() {
        try (Deadline deadline = begin()) {
            return databases.stream().map(database -> info(database, deadline)).toList();
        }
    }

    private static DatabaseInfo info(MigrationDatabase database, Deadline deadline) {
        try (Sessions sessions = once(database, deadline)) {
            return DatabaseInfo.read(database, sessions);
        } catch (MigrationException e) {
            return new DatabaseInfo(DatabaseStatus.unread(database, Obstacle.toReading(e)), null, List.of());
        }
    }

    List<Failure> unreachable() {
        List<Failure> failures = new ArrayList<>();
        try (Deadline deadline = begin()) {
            for (MigrationDatabase database : databases) {
                try (MigrationSession session = database.connect(RunSettings.newId(), deadline)) {
                    // Some drivers connect to nothing before they are asked something.
                    LockStatus lock = session.lock();
                    if (lock.unseen() != null) {
                        failures.add(Failure.of(
                                database.name(),
                                "Its lock cannot be seen: " + lock.unseen() + ".",
                                "Wait until it can be: nothing is migrated without it."));
                    }
                } catch (DatabaseUnreachableException e) {
                    failures.add(e.failure());
                }
            }
        }
        return failures;
    }

    Plan plan(Command command) {
        try (Deadline deadline = begin();
                Sessions sessions = some(deadline)) {
            return sessions.read(command).plan();
        }
    }

    Map<String, List<TableRows>> rows() {
        Map<String, List<TableRows>> rows = new LinkedHashMap<>();
        try (Deadline deadline = begin();
                Sessions sessions = patiently(deadline)) {
            sessions.all()
                    .forEach((database, session) -> rows.put(
                            database.name(), session instanceof RowEstimates estimates ? estimates.rows() : List.of()));
        }
        return rows;
    }

    Plan dryRun(Command command, Appendable out) {
        try (Deadline deadline = begin();
                Sessions sessions = some(deadline)) {
            Plan plan = sessions.read(command).plan();
            new DryRun(out).write(plan, sessions);
            return plan;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Sessions once(MigrationDatabase database, Deadline deadline) {
        return Sessions.connect(List.of(database), RunSettings.newId(), deadline, Connecting.once());
    }

    private Sessions some(Deadline deadline) {
        return Sessions.connectSome(databases, RunSettings.newId(), deadline, settings.patiently());
    }

    private Sessions patiently(Deadline deadline) {
        return Sessions.connect(databases, RunSettings.newId(), deadline, settings.patiently());
    }
}
