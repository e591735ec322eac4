package dev.tandem.migration.sql;

import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.Script;
import java.util.function.Consumer;

/** A {@link Dialect} that refuses some scripts for what they hold, and can tell everything that it refuses one for. */
public interface ScriptValidation {

    /**
     * Reads all of a script of this dialect.
     *
     * @throws InvalidMigrationException when its text cannot be read any further
     */
    void validate(Script script, Consumer<InvalidMigrationException> problems);
}
