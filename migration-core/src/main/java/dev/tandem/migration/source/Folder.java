package dev.tandem.migration.source;

import java.util.List;

/** A folder of migrations that is known to exist. */
interface Folder {

    /** As a message shows it: an absolute path, or a resource's address. */
    String location();

    /** The same for the same folder, whatever path led to it. */
    String identity();

    /** The migrations in it in the order of their file names, so that the first of several errors is always the same one. */
    List<MigrationFile> files();
}
