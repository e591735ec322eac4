package dev.tandem.migration.source;

import dev.tandem.migration.InvalidMigrationException;
import java.util.List;
import java.util.function.Consumer;

/** A folder of migrations that is known to exist. */
interface Folder {

    /** As a message shows it: an absolute path, or a resource's address. */
    String location();

    /** The same for the same folder, whatever path led to it. */
    String identity();

    /**
     * The files in it that somebody meant as migrations or hooks, in the order of their file names, so that the first of several errors is always the same one.
     *
     * @param problems hears of each file that cannot be used; unless it throws, the others are still found
     */
    List<FoundFile> files(Consumer<InvalidMigrationException> problems);
}
