package dev.tandem.migration.test;

import dev.tandem.migration.embedded.TestDatabase;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** One of the databases of a test class. */
final class DatabaseOfClass implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DatabaseOfClass.class);

    private final String name;
    private final TestDatabase database;
    private @Nullable Snapshot snapshot;

    DatabaseOfClass(String name, TestDatabase database) {
        this.name = name;
        this.database = database;
    }

    String name() {
        return name;
    }

    TestDatabase database() {
        return database;
    }

    /** A connection for each call, closed by whoever asks: none is left over for the next test method. */
    DataSource dataSource() {
        return new DriverManagerDataSource(database.jdbcUrl());
    }

    /** Takes its state now as the one that it is put back to. */
    void remember() {
        snapshot = Snapshot.of(database);
    }

    void restore() {
        if (snapshot != null) {
            snapshot.restore();
        }
    }

    /** A server that is gone by now, as a container may be, has nothing left to drop. */
    @Override
    public void close() {
        try {
            if (snapshot != null) {
                snapshot.close();
            }
            database.close();
        } catch (RuntimeException e) {
            log.warn("The database {} of {} was not dropped: {}", database.name(), name, e.getMessage());
        }
    }
}
