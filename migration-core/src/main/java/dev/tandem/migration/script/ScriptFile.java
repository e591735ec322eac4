package dev.tandem.migration.script;

import dev.tandem.migration.Script;

/** A file of a migration, which may hold both of its directions. */
public interface ScriptFile {

    /** What applies: its Up section, or all of it when it has no sections. Reads nothing. */
    Script up();

    /** What takes back: its Down section, or all of it when it has no sections. Reads nothing. */
    Script down();

    /**
     * Whether it has a Down section. Reads it, once together with what the scripts have to know of it.
     *
     * @throws dev.tandem.migration.InvalidMigrationException when it cannot be read or is malformed
     */
    boolean hasDown();
}
