package dev.tandem.migration.test;

import dev.tandem.migration.embedded.TestDatabase;

/** A database's state at one moment, kept on its server. */
interface Snapshot extends AutoCloseable {

    /** Takes one of a database as it is now. */
    static Snapshot of(TestDatabase database) {
        return database.jdbcUrl().startsWith("jdbc:postgresql:")
                ? new PostgresSnapshot(database)
                : new ClickHouseSnapshot(database);
    }

    /** Puts the database back to it. */
    void restore();

    /** Forgets it. */
    @Override
    void close();
}
