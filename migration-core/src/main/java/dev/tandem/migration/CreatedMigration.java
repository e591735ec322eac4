package dev.tandem.migration;

import java.nio.file.Path;
import java.util.List;

/**
 * A migration that was begun.
 *
 * @param database the name of its database
 * @param version its version
 * @param name its name
 * @param files its files, absolute
 */
public record CreatedMigration(String database, long version, String name, List<Path> files) {
    public CreatedMigration {
        files = List.copyOf(files);
    }
}
