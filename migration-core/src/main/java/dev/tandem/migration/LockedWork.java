package dev.tandem.migration;

import java.util.Map;
import java.util.Set;

/**
 * Work on the databases other than migrating them, that must not meet a migration: see {@link
 * MigrationManager#run(LockedWork)}. Used once.
 *
 * @param <T> what it returns
 */
public interface LockedWork<T> {

    /**
     * Looks at the databases before any is locked, and writes nothing.
     *
     * @param runId the run, as it may stand in a report
     * @param sessions the connected databases by name, in forward order
     * @return the names of those that {@link #execute} is going to write to; none at all ends in executing without locks
     */
    Set<String> prepare(String runId, Map<String, MigrationSession> sessions, Deadline deadline);

    /** Does the work, under the locks of the databases that were named; none of them is dirty. */
    T execute();
}
