package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tandem.migration.Deadline;
import dev.tandem.migration.MigrationId;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Settings;
import dev.tandem.migration.sql.StatementTag;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the channel does otherwise than the driver's statements would, and what it does alike. */
class ClickHouseSendingTest {
    /** Valid, and the driver's parser warns of it. */
    private static final String UNKNOWN_TO_THE_DRIVER = "(SELECT 1) UNION ALL (SELECT 2)";

    private static final StatementTag TAG = new StatementTag("run", 1, MigrationId.of(1), 1);

    private final Logger parser = (Logger) LoggerFactory.getLogger("com.clickhouse.jdbc.internal.parser");
    private final ListAppender<ILoggingEvent> warnings = new ListAppender<>();
    private final Deadline deadline = Deadline.never();
    private TestDatabase database;
    private ClickHouseChannel channel;

    @BeforeEach
    void open() throws SQLException {
        database = DatabasesForTests.clickhouse();
        channel = ClickHouseChannel.open(new ClickHouseDialect(), Settings.url(database.jdbcUrl()), "run", deadline);
        parser.setLevel(Level.WARN);
        warnings.start();
        parser.addAppender(warnings);
    }

    @AfterEach
    void close() {
        parser.detachAppender(warnings);
        parser.setLevel(null);
        channel.close();
        deadline.close();
        database.close();
    }

    @Test
    void theDriversParserReadsNoStatement() throws SQLException {
        channel.execute(UNKNOWN_TO_THE_DRIVER, TAG);
        channel.update(UNKNOWN_TO_THE_DRIVER);
        channel.parse("SELECT * FROM (" + UNKNOWN_TO_THE_DRIVER + ")");
        channel.query(UNKNOWN_TO_THE_DRIVER, (row, index) -> row.getLong(1));
        assertThat(warnings.list).isEmpty();

        executeUpdate(UNKNOWN_TO_THE_DRIVER);
        assertThat(warnings.list).as("or else this statement shows nothing").isNotEmpty();
    }

    /** The HTTP client below the driver would send it again, and nobody would hear of it. */
    @Test
    void aStatementThatWasExecutedIsNotSentAgainBecauseAProxySaysThatTheServerIsOverloaded() throws Exception {
        Jdbc.execute(database.jdbcUrl(), "CREATE TABLE counted (i Int32) ENGINE = MergeTree ORDER BY i");
        try (OverloadedServer server = new OverloadedServer(database.jdbcUrl(), "INSERT INTO counted");
                ClickHouseChannel impatient = ClickHouseChannel.open(
                        new ClickHouseDialect(),
                        Settings.url(server.url(database.jdbcUrl()) + "&socket_timeout=60000"),
                        "run",
                        deadline)) {
            assertThatThrownBy(() -> impatient.execute("INSERT INTO counted VALUES (1)", TAG))
                    .isInstanceOf(SQLException.class);
            assertThat(server.seen()).isEqualTo(1);
        }
        assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count() FROM counted"))
                .isEqualTo(1);
    }

    @Test
    void whatTheServerSaysIsWhatTheDriverWouldThrow() {
        String wrong = "INSERT INTO missing VALUES (1)";

        SQLException ours = catchThrowableOfType(SQLException.class, () -> channel.execute(wrong, TAG));
        SQLException theDrivers = catchThrowableOfType(SQLException.class, () -> executeUpdate(wrong));

        assertThat(ours.getErrorCode()).isEqualTo(theDrivers.getErrorCode()).isEqualTo(ClickHouseErrors.UNKNOWN_TABLE);
        assertThat(ClickHouseErrors.answer(ours)).isEqualTo(ClickHouseErrors.answer(theDrivers));
    }

    @Test
    void settingsOfTheAddressGoWithEveryStatement() throws SQLException {
        String url = database.jdbcUrl() + (database.jdbcUrl().contains("?") ? "&" : "?")
                + "clickhouse_setting_max_block_size=7";
        try (ClickHouseChannel set =
                ClickHouseChannel.open(new ClickHouseDialect(), Settings.url(url), "run", deadline)) {
            set.update("CREATE TABLE seen (n UInt64) ENGINE = MergeTree ORDER BY n");
            set.beginScript();
            set.execute("INSERT INTO seen SELECT getSetting('max_block_size')", TAG);
            set.update("INSERT INTO seen SELECT getSetting('max_block_size') + 1");
            set.replay("SET max_block_size = 9");
            set.execute("INSERT INTO seen SELECT getSetting('max_block_size')", TAG);
        }

        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT n FROM seen ORDER BY n"))
                .containsExactly("7", "8", "9");
    }

    private void executeUpdate(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
