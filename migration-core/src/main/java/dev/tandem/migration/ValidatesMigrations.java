package dev.tandem.migration;

import java.util.function.Consumer;

/** A {@link MigrationDatabase} that can tell everything that is wrong with its migrations. Connects to nothing. */
public interface ValidatesMigrations {

    /** Looks at all of them, as they are now. */
    void validate(Consumer<Finding> findings);
}
