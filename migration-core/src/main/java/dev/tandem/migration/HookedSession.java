package dev.tandem.migration;

import org.jspecify.annotations.Nullable;

/** A session on a database that may have {@linkplain Hook hooks}. {@link #run} executes them around what goes forward. */
public interface HookedSession extends MigrationSession {

    /**
     * What a hook would execute, {@code null} when there is none.
     *
     * @throws InvalidMigrationException when it cannot be executed
     */
    @Nullable
    Script hook(Hook hook);
}
