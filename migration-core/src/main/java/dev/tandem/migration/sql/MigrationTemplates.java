package dev.tandem.migration.sql;

/** A {@link Dialect} that knows how a new migration is usually written. */
public interface MigrationTemplates {

    /** What to begin with. */
    Template template(Intent intent);
}
