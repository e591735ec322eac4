package dev.tandem.migration;

/** A {@link MigrationDatabase} whose migrations are files, of which a new one can be begun. Connects to nothing. */
public interface CreatesMigrations {

    /**
     * Writes the files of a new migration, in the style of those that are there, with a version behind all of them. Never
     * overwrites one, also when several processes do this at a time.
     *
     * @throws InvalidConfigurationException when there is no folder for it, or it cannot be written to
     */
    CreatedMigration create(NewMigration request);
}
