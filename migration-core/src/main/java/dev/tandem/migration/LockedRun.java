package dev.tandem.migration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The execution of {@link LockedWork}: it prepares without locks, takes the locks of the databases it named in forward
 * order, makes sure that none of them is dirty, and works. Its caller closes the sessions, and that releases the locks.
 */
final class LockedRun {
    private final String id;
    private final Sessions sessions;
    private final Deadline deadline;
    private final LockWait lockWait;

    LockedRun(String id, Sessions sessions, Deadline deadline, MigrationListener listener) {
        this.id = id;
        this.sessions = sessions;
        this.deadline = deadline;
        this.lockWait = new LockWait(sessions, deadline, listener);
    }

    <T> T execute(LockedWork<T> work) {
        Map<String, MigrationSession> byName = new LinkedHashMap<>();
        sessions.all().forEach((database, session) -> byName.put(database.name(), session));
        Set<String> databases = work.prepare(id, byName, deadline);
        for (String database : sessions.inForwardOrder(List.copyOf(databases))) {
            lockWait.await(database, () -> true);
        }
        refuseDirty(databases);
        return work.execute();
    }

    private void refuseDirty(Set<String> databases) {
        Refusals refusals = new Refusals();
        sessions.all().forEach((database, session) -> {
            if (databases.contains(database.name())) {
                DatabaseState state = sessions.state(database, session);
                state.in(MigrationState.DIRTY).forEach(status -> {
                    History.Stopped stopped = state.stopped(status.id());
                    if (stopped != null) {
                        refusals.add(HalfDoneRefusals.dirty(state, status, stopped));
                    }
                });
            }
        });
        refusals.throwGravest();
    }
}
