package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The server is the judge of what one statement is: its parser takes each piece that the lexer makes, and no two at once. */
class ClickHouseLexerServerTest {

    /** Cases about text that is no SQL wherever it is cut. */
    private static final Set<String> NO_SQL = Set.of(
            "\\g does not",
            "# without a space is no comment",
            "# and a tab is no comment",
            "nothing escapes in a hexadecimal string",
            "binary strings",
            "a name that ends with x",
            "a lone dollar",
            "a heredoc behind a number",
            "parameters",
            "a semicolon ends a statement in parentheses too",
            "letters beyond ASCII");

    private static TestDatabase database;
    private static Connection connection;

    @BeforeAll
    static void connect() throws SQLException {
        database = DatabasesForTests.clickhouse();
        connection = DriverManager.getConnection(database.jdbcUrl());
    }

    @AfterAll
    static void disconnect() throws SQLException {
        connection.close();
        database.close();
    }

    static Stream<Arguments> cases() {
        return ClickHouseLexerTest.STATEMENTS.stream().filter(it -> !NO_SQL.contains((String) it.get()[0]));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theServerParsesEachStatement(String name, String script, List<String> statements) throws SQLException {
        for (String sql : statements) {
            String literal = "'" + sql.replace("\\", "\\\\").replace("'", "\\'") + "'";
            try (Statement statement = connection.createStatement()) {
                statement.setEscapeProcessing(false);
                assertThatCode(() -> statement
                                .executeQuery("SELECT formatQuery(" + literal + ")")
                                .close())
                        .as(sql)
                        .doesNotThrowAnyException();
            }
        }
    }
}
