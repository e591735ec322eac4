package dev.tandem.migration.sql;

/** What one transaction holds, in databases that have transactions over schema changes. */
public enum TransactionScope {
    /** A migration and its history row. */
    EACH,
    /** All migrations that a run executes on the database, and their history rows. */
    ALL
}
