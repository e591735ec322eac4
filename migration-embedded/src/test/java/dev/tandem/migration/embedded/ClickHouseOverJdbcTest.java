package dev.tandem.migration.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ClickHouse's own driver has to find nothing that a server would do otherwise. */
class ClickHouseOverJdbcTest {

    private TestDatabase database;
    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        database = DatabasesForTests.clickhouse();
        connection = DriverManager.getConnection(database.jdbcUrl());
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
        database.close();
    }

    @Test
    void theConnectionIsInTheDatabaseOfTheUrl() throws SQLException {
        assertThat(query("SELECT currentDatabase()")).containsExactly(database.name());
    }

    @Test
    void tablesAreCreatedFilledAndRead() throws SQLException {
        execute("CREATE TABLE t (id UInt64, name String, at DateTime) ENGINE = MergeTree ORDER BY id");
        execute("INSERT INTO t VALUES (1, 'one;\n\n''1''', '2026-01-02 03:04:05'), (2, 'zwei ü', now())");
        assertThat(query("SELECT name FROM t ORDER BY id")).containsExactly("one;\n\n'1'", "zwei ü");
        assertThat(query("SELECT toString(at) FROM t WHERE id = 1")).containsExactly("2026-01-02 03:04:05");
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void batchesAreInserted(String rowBinary) throws SQLException {
        execute("CREATE TABLE t (id UInt64, name String) ENGINE = MergeTree ORDER BY id");
        try (Connection writer = DriverManager.getConnection(
                        database.jdbcUrl() + "&beta.row_binary_for_simple_insert=" + rowBinary);
                PreparedStatement insert = writer.prepareStatement("INSERT INTO t (id, name) VALUES (?, ?)")) {
            for (int i = 0; i < 1000; i++) {
                insert.setLong(1, i);
                insert.setString(2, "name\n\n;" + i);
                insert.addBatch();
            }
            insert.executeBatch();
        }
        assertThat(query("SELECT count(), countIf(name = concat('name\\n\\n;', toString(id))) FROM t"))
                .containsExactly("1000");
        assertThat(query("SELECT countIf(name = concat('name\\n\\n;', toString(id))) FROM t"))
                .containsExactly("1000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELEC 1 FROM system.one|62",
                "SELECT * FROM nope|60",
                "SELECT nope FROM system.one|47",
                "SELECT throwIf(1)|395",
                "USE nope|81",
                "CREATE TABLE t (a Nope) ENGINE = Memory|50",
                "SELECT 1 SETTINGS nope = 1|115",
                "INSERT INTO nope VALUES (1)|60",
            })
    void anErrorHasClickHousesCode(String sql, int code) {
        assertThatThrownBy(() -> execute(sql))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(code));
    }

    /** The driver hides this one code: it makes an exception of another kind of it, with the server's as its cause. */
    @Test
    void aTimeoutIsAnExceptionOfItsOwnWithoutACode() {
        assertThatThrownBy(
                        () -> execute(
                                "SELECT sleepEachRow(0.1) FROM numbers(30) SETTINGS max_block_size = 1, max_execution_time = 1"))
                .isInstanceOfSatisfying(
                        SQLTimeoutException.class,
                        e -> assertThat(e.getErrorCode()).isZero())
                .hasMessageNotContaining("159")
                .hasStackTraceContaining("Code: 159.");
    }

    @Test
    void aDatabaseThatIsNotThereIsRefused() {
        String url = database.jdbcUrl().replace(database.name(), "nope");
        assertThatThrownBy(() -> {
                    try (Connection other = DriverManager.getConnection(url);
                            Statement statement = other.createStatement()) {
                        statement.execute("SELECT 1");
                    }
                })
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(81));
    }

    @Test
    void aStatementIsCancelledByItsDriver() throws SQLException {
        try (Statement slow = connection.createStatement()) {
            CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> {
                try {
                    slow.execute("SELECT sleepEachRow(1) FROM numbers(60) SETTINGS max_block_size = 1,"
                            + " log_comment = 'a slow one'");
                    return 0;
                } catch (SQLException e) {
                    return e.getErrorCode();
                }
            });
            await().until(() -> query(
                            "SELECT count() FROM system.processes WHERE Settings['log_comment'] = 'a slow one'")
                    .equals(List.of("1")));
            slow.cancel();
            await().until(code::isDone);
            assertThat(code.join()).isEqualTo(394);
        }
    }

    @Test
    void settingsOfTheUrlApplyToEachStatement() throws SQLException {
        String url = database.jdbcUrl() + "&clickhouse_setting_max_threads=3&clickhouse_setting_log_comment=it's";
        try (Connection other = DriverManager.getConnection(url);
                Statement statement = other.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT getSetting('max_threads'), getSetting('log_comment')")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(3);
            assertThat(rows.getString(2)).isEqualTo("it's");
        }
    }

    @Test
    void writtenRowsAreCounted() throws SQLException {
        execute("CREATE TABLE t (id UInt64) ENGINE = MergeTree ORDER BY id");
        try (Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("INSERT INTO t SELECT number FROM numbers(7)"))
                    .isEqualTo(7);
            assertThat(statement.executeUpdate("INSERT INTO t VALUES (1), (2)")).isEqualTo(2);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> query(String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection own = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = own.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
