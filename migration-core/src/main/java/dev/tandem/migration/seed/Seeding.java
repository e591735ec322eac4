package dev.tandem.migration.seed;

import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationManager;
import java.util.List;

/**
 * Fills databases with the rows of YAML files.
 *
 * <ol>
 *   <li>Connect to the databases, and read the files from beginning to end: find every table, check every row. Nothing
 *       is locked, nothing written.
 *   <li>Take the locks of the databases that have tables in the files, and refuse if one of them is dirty.
 *   <li>Read the files once more for each of these databases, those with transactions first, and write the rows in the
 *       order of the files: what is not there is inserted, what is there with other values updated, all else left alone.
 *   <li>Have every database check what it checks at a transaction's end, then commit. After a failure roll back.
 * </ol>
 */
public final class Seeding {
    private Seeding() {}

    /**
     * Seeds the databases of a manager.
     *
     * @return what was done
     * @throws MigrationException when it failed; a {@link dev.tandem.migration.SeedException} when a file or a row was the reason
     */
    public static SeedReport run(MigrationManager manager, List<SeedFile> files, SeedOptions options) {
        return manager.run(new SeedWork(files, options));
    }
}
