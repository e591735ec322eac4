package dev.tandem.migration;

import org.jspecify.annotations.Nullable;

/**
 * An up and perhaps a down, and by what they are known.
 *
 * @param id unique in its database
 * @param name the part of the file name behind the version, or behind the R of a repeatable one
 * @param up what applies it
 * @param down what takes it back, {@code null} when it was written without; a repeatable one has none
 */
public record Migration(
        MigrationId id, String name, Script up, @Nullable Script down) {

    /** Its version; {@code null} of a repeatable one. */
    public @Nullable Long version() {
        return id.version();
    }
}
