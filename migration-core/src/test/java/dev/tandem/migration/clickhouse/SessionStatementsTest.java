package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionStatementsTest {
    private final SessionStatements session = new SessionStatements();

    static final List<Arguments> SETS = List.of(
            arguments("SET max_threads = 1", "1"),
            arguments("set max_threads=1", "1"),
            arguments("SET  max_threads  =\n -1", "-1"),
            arguments("SET max_threads = 1.5e3", "1.5e3"),
            arguments("SET max_threads = true", "true"),
            arguments("SET max_threads = 'a b'", "a b"),
            arguments("SET max_threads = ''", ""),
            arguments("SET max_threads = 'it''s'", "it's"),
            arguments("SET max_threads = 'it\\'s'", "it's"),
            arguments("SET max_threads = 'a\\\\b'", "a\\b"),
            arguments("SET max_threads = '\\t'", "\t"),
            arguments("SET max_threads = 'a\\nb'", "a\nb"),
            arguments("SET max_threads = '\\\\n'", "\\n"),
            arguments("SET max_threads = 'a, b = c'", "a, b = c"),
            arguments("SET max_threads = '-- no comment'", "-- no comment"),
            arguments("SET max_threads = ['a', 'b']", "['a', 'b']"),
            arguments("SET max_threads = {'t': 'a = 1, b', 'u': '}'}", "{'t': 'a = 1, b', 'u': '}'}"),
            arguments("SET max_threads = '" + "x".repeat(100_000) + "'", "x".repeat(100_000)),
            arguments("SET /* so many */ max_threads = 2", "2"),
            arguments("SET max_threads = /* so many */ 2", "2"));

    @ParameterizedTest
    @FieldSource("SETS")
    void keepsWhatASetSets(String sql, String value) throws SQLException {
        assertThat(session.take(sql)).isTrue();
        assertThat(session.settings()).isEqualTo(Map.of("max_threads", value));
    }

    @Test
    void keepsSeveralAndTheLatest() throws SQLException {
        assertThat(session.take("SET a = 1, b = 'x', -- the third\n c = 3")).isTrue();
        assertThat(session.take("SET b = 'y'")).isTrue();

        assertThat(session.settings()).isEqualTo(Map.of("a", "1", "b", "y", "c", "3"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            delimiter = '|',
            value = {
                "USE db                 | db",
                "use  Db                | Db",
                "USE `my db`            | my db",
                "USE \"my\"             | my",
                "USE /* the other */ db | db"
            })
    void keepsTheDatabaseThatIsUsed(String sql, String database) throws SQLException {
        assertThat(session.take(sql)).isTrue();
        assertThat(session.database()).isEqualTo(database.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET DEFAULT ROLE admin TO somebody",
                "SELECT 1",
                "ALTER TABLE t MODIFY SETTING a = 1",
                "INSERT INTO t SETTINGS a = 1 VALUES (1)",
                "SETTINGS = 1"
            })
    void leavesEverythingElseToTheServer(String sql) throws SQLException {
        assertThat(session.take(sql)).isFalse();
        assertThat(session.settings()).isEmpty();
        assertThat(session.database()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SET ROLE admin", "SET a", "SET a = 1, b", "USE a.b", "USE db x"})
    void refusesWhatWouldBeWithoutEffect(String sql) {
        assertThatThrownBy(() -> session.take(sql)).hasMessageContaining("has no effect on the next one");
    }

    @Test
    void forgetsWithTheScript() throws SQLException {
        session.take("SET a = 1");
        session.take("USE db");

        session.clear();

        assertThat(session.settings()).isEmpty();
        assertThat(session.database()).isNull();
    }
}
