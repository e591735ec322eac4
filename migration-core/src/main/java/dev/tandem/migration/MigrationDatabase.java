package dev.tandem.migration;

import java.util.List;
import java.util.Set;

/** A configured target: a name, a kind, its migrations, and the way to connect to it. */
public interface MigrationDatabase {

    /** The configured name, such as {@code postgres}. */
    String name();

    DatabaseKind kind();

    /** How runs on it are kept apart, as {@link LockStatus#kind()} says it, as far as that is known without connecting. */
    String lockKind();

    /** Databases with a lower one go first, whatever their kind. */
    default int order() {
        return 0;
    }

    /**
     * Its migrations, by ascending version.
     *
     * @throws InvalidMigrationException when they cannot be read or do not fit together
     */
    List<Migration> migrations();

    /**
     * Reads of its {@linkplain #migrations() migrations} what any run needs to know, so that nobody has to wait for it later. Called
     * while it is being connected, on another thread. What this throws is thrown again by whatever needs it, and not heard here.
     */
    default void readAhead() {}

    /** Whether a pending migration older than an applied one is applied rather than refused. */
    default boolean allowsOutOfOrder() {
        return false;
    }

    /** Which of its versions are run again, in their order, by each run that goes forward to the newest; alone they make none due. */
    default Set<MigrationId> alwaysRun() {
        return Set.of();
    }

    /** Whether what a run executes on it in a stretch is one transaction, and not one for each migration. */
    default boolean isOneTransaction() {
        return false;
    }

    /**
     * Opens a connection of its own for one run. Creates nothing.
     *
     * @throws DatabaseUnreachableException when the server does not answer or does not let us in
     * @throws InvalidConfigurationException when the settings cannot be used
     */
    MigrationSession connect(String runId, Deadline deadline);
}
