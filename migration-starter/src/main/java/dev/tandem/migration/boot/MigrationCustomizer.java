package dev.tandem.migration.boot;

import dev.tandem.migration.sql.SqlDatabase;

/**
 * Changes a database that the properties describe before it is used. Beans of this type are asked in their order, for every
 * database of the application; the command line asks those of {@link MigrationConfiguration} classes.
 */
@FunctionalInterface
public interface MigrationCustomizer {

    /**
     * Changes one database.
     *
     * @param name its configured name
     * @param database what was made of its properties
     */
    void customize(String name, SqlDatabase.Builder database);
}
