package dev.tandem.migration.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.TableLocation;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What makes sure of the lock before a statement that runs outside of a transaction. */
@Tag("matrix")
class GuardTest {
    private static final TableLocation HISTORY = new TableLocation("public", "schema_migrations", false, null);
    private static final long KEY = AdvisoryLock.of(HISTORY).key();

    private TestDatabase database;
    private Connection connection;
    private Guard guard;

    @BeforeEach
    void connect() throws SQLException {
        database = DatabasesForTests.postgres();
        connection = DriverManager.getConnection(database.jdbcUrl());
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            guard = new Guard(new PostgresDialect(), HISTORY, row.getInt(1));
        }
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        database.close();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long held() {
        return Jdbc.number(
                database.jdbcUrl(),
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
                        + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
    }

    @Test
    void aLockThatTheSessionHasLetGoOfIsTakenAgain() throws SQLException {
        execute(guard.sessionLock());

        assertThat(held()).isOne();
    }

    @Test
    void oneThatItHasIsNotTakenTwice() throws SQLException {
        execute("SELECT pg_advisory_lock(" + KEY + ")");

        execute(guard.sessionLock());

        execute("SELECT pg_advisory_unlock(" + KEY + ")");
        assertThat(held()).isZero();
    }

    @Test
    void oneThatAnotherSessionHasNowIsLost() throws SQLException {
        try (Connection other = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = other.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + KEY + ")");

            SQLException lost = catchThrowableOfType(SQLException.class, () -> execute(guard.sessionLock()));

            assertThat(lost.getSQLState()).isEqualTo(PostgresErrors.LOST_LOCK);
            assertThat((Throwable) lost).hasMessageContaining("another run holds it now");
        }
    }

    @Test
    void anotherServerProcessIsNotTheOneThatTookIt() {
        Guard astray = new Guard(new PostgresDialect(), HISTORY, guard.backend() + 1);

        SQLException lost = catchThrowableOfType(SQLException.class, () -> execute(astray.sessionLock()));

        assertThat(lost.getSQLState()).isEqualTo(PostgresErrors.LOST_LOCK);
        assertThat((Throwable) lost).hasMessageContaining("another server process");
    }
}
