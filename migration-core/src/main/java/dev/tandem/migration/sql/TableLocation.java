package dev.tandem.migration.sql;

import org.jspecify.annotations.Nullable;

/**
 * Where the history table is, or is to be.
 *
 * @param schema its schema, or its database in servers without schemas
 * @param table its name
 * @param exists whether it is there
 * @param comment its comment, which records the layout
 */
public record TableLocation(
        String schema,
        String table,
        boolean exists,
        @Nullable String comment) {

    /** Its name in SQL. */
    public String qualified(Dialect dialect) {
        return dialect.quote(schema) + "." + dialect.quote(table);
    }
}
