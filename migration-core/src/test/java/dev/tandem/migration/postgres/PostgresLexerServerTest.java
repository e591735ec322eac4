package dev.tandem.migration.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The server is the judge of what one statement is: the pieces that the lexer makes are complete to its parser, too. */
@Tag("matrix")
class PostgresLexerServerTest {

    /** Cases about text that is no SQL wherever it is cut. */
    private static final Set<String> NO_SQL = Set.of(
            "a U& string",
            "a U& string with its own escape",
            "a U& name",
            "an E string not continued on its line",
            "an E string not continued behind a block comment",
            "a dollar-quoted string behind a number",
            "parameters",
            "a tag cannot begin with a digit",
            "a lone dollar",
            "BEGIN ATOMIC elsewhere is no body",
            "nested parentheses",
            "a parenthesis too many",
            "brackets and braces do not count",
            "a cast and a slice",
            "${name} is left alone");

    /** What is SQL from a version on; before it the server refuses the very text, so nothing depends on how it is cut. */
    private static final Map<String, Integer> SINCE = Map.of("numbers", 16, "other white space", 17);

    private static TestDatabase database;
    private static Connection connection;

    @BeforeAll
    static void connect() throws SQLException {
        database = DatabasesForTests.postgres();
        connection = DriverManager.getConnection(database.jdbcUrl());
        try (Statement statement = connection.createStatement()) {
            statement.execute("""
                    CREATE FUNCTION pg_temp.syntax_error(statement text) RETURNS text LANGUAGE plpgsql AS $$
                    BEGIN
                        EXECUTE statement;
                        RETURN NULL;
                    EXCEPTION
                        WHEN syntax_error THEN RETURN SQLERRM;
                        WHEN OTHERS THEN RETURN NULL;
                    END $$""");
        }
    }

    @AfterAll
    static void disconnect() throws SQLException {
        connection.close();
        database.close();
    }

    static Stream<Arguments> cases() {
        return PostgresLexerTest.STATEMENTS.stream().filter(it -> !NO_SQL.contains((String) it.get()[0]));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theServerParsesEachStatement(String name, String script, List<String> statements) throws SQLException {
        assumeThat(connection.getMetaData().getDatabaseMajorVersion())
                .isGreaterThanOrEqualTo(SINCE.getOrDefault(name, 0));
        for (String sql : statements) {
            try (PreparedStatement statement = connection.prepareStatement("SELECT pg_temp.syntax_error(?)")) {
                statement.setString(1, sql);
                try (ResultSet result = statement.executeQuery()) {
                    result.next();
                    assertThat(result.getString(1)).as(sql).isNull();
                }
            }
        }
    }
}
