package dev.tandem.migration.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.DatabaseSettings;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Settings;
import dev.tandem.migration.sql.TableLocation;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ending the server process that has our lock: no other one, whatever number it has by then. */
@Tag("matrix")
class ServerProcessTest {
    private final PostgresDialect dialect = new PostgresDialect();
    private TestDatabase database;
    private DatabaseSettings settings;
    private PostgresAddress address;
    private ServerProcess process;
    private PostgresConnection connection;

    @BeforeEach
    void connect() throws SQLException {
        database = DatabasesForTests.postgres();
        settings = Settings.url(database.jdbcUrl());
        address = PostgresAddress.of(settings);
        process = new ServerProcess(address);
        connection = new PostgresConnection(address.connect(), process);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        database.close();
    }

    private int number() throws SQLException {
        return connection
                .query("SELECT pg_backend_pid()", (row, index) -> row.getInt(1))
                .get(0);
    }

    private boolean isThere(int number) {
        return Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM pg_stat_activity WHERE pid = " + number) > 0;
    }

    @Test
    void theOneThatTookTheLockIsEndedWhateverItCallsItself() throws SQLException {
        PostgresLock lock =
                new PostgresLock(settings, connection, process, new OwnSettings(dialect, settings, connection), "run");
        assertThat(lock.tryLock(new TableLocation("public", "schema_migrations", false, null)))
                .isTrue();
        int number = number();
        connection.update("SET application_name = 'another'");
        connection.update("SET TimeZone = 'Asia/Kathmandu'");

        process.terminate();

        await().until(() -> !isThere(number));
    }

    /** As after a failover, or when the number was given to another one since. */
    @Test
    void aStrangerOfTheSameNumberIsLeftAlone() throws SQLException {
        process.known(number(), 1);

        assertThatThrownBy(process::terminate)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("not there any more");

        assertThat(isThere(number())).isTrue();
    }

    @Test
    void whereNothingIsKnownNothingIsEnded() throws SQLException {
        assertThatThrownBy(process::terminate).isInstanceOf(SQLException.class);

        assertThat(isThere(number())).isTrue();
    }
}
