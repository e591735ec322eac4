package dev.tandem.migration.postgres;

import org.jspecify.annotations.Nullable;

/**
 * A column of a table that is seeded.
 *
 * @param type its type as SQL has it, of a domain the type below it
 * @param form how values of it are written
 * @param required whether each row has to give it a value
 * @param identityAlways whether the server numbers it and lets nobody update it
 * @param generated whether it follows from other columns
 * @param defaultValue the expression of its default
 * @param sequence the sequence that numbers it
 */
record SeedColumn(
        String name,
        String type,
        Form form,
        boolean required,
        boolean identityAlways,
        boolean generated,
        @Nullable String defaultValue,
        @Nullable String sequence) {

    /** How values are written. */
    enum Form {
        PLAIN,
        JSON,
        ARRAY,
        JSON_ARRAY
    }
}
