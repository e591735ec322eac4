package dev.tandem.migration.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.clickhouse.ClickHouseLexer;
import dev.tandem.migration.postgres.PostgresLexer;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Counts characters instead of taking the time: a lexer that goes back often enough to be slow is caught on any machine. */
class LinearTimeTest {
    private static final int TIMES = 100_000;

    static final List<String> HOSTILE = List.of(
            "'",
            "\"",
            "`",
            "‘",
            "“",
            "/*",
            "*/",
            "/*/",
            "$",
            "$$ ",
            "$a",
            "$a ",
            "$a$ ",
            "$a$b",
            "(",
            "[",
            "(;",
            ";",
            "--",
            "-- \n",
            "#",
            "# ",
            "//",
            "\r",
            "\n",
            "\n\n",
            "E'",
            "E'\\",
            "E'a'\n",
            "E'a' ",
            "x'",
            "\\G",
            "\\",
            "\\\n",
            "U&",
            "é",
            "😀",
            "a$",
            "1$",
            "$1",
            "BEGIN ATOMIC ",
            "CREATE FUNCTION f() BEGIN ATOMIC ",
            "; END ",
            "COPY ",
            "COPY t FROM STDIN",
            "COPY t FROM STDIN;\n",
            "COPY t FROM STDIN;\n1\n\\.\n",
            "FORMAT ",
            "INSERT INTO t FORMAT CSV ",
            "INSERT INTO t FORMAT CSV\n\n",
            "INSERT INTO t FORMAT CSV SETTINGS ",
            "-- migrate:",
            "-- +goose StatementBegin\n",
            "-- +goose NO TRANSACTION\n",
            "-- tandem",
            "-- t\n",
            "\u00A0");

    static Stream<Arguments> hostile() {
        return HOSTILE.stream()
                .flatMap(part -> Stream.of(
                        arguments(part, part.repeat(TIMES)),
                        arguments("SELECT " + part, "SELECT " + part.repeat(TIMES)),
                        arguments(part + ";", (part + ";").repeat(TIMES))));
    }

    static final List<Arguments> TAGS = List.of(
            arguments("unclosed tags", numbered("$t%d$ ")),
            arguments("unclosed tags in statements of their own", numbered("SELECT $t%d$;\n")),
            arguments("words that begin with a dollar", numbered("$t%d ")),
            arguments(
                    "an end that is nearly reached",
                    "$" + "a".repeat(5_000) + "$" + ("$" + "a".repeat(4_999)).repeat(500)),
            arguments("unclosed tags before one that is closed", numbered("$t%d$;") + "$x$;$x$"));

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void looksAtNoCharacterOften(String name, String script) {
        check(script, PostgresLexer::new);
        check(script, ClickHouseLexer::new);
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("TAGS")
    void looksForNoTagOften(String name, String script) {
        check(script, PostgresLexer::new);
        check(script, ClickHouseLexer::new);
    }

    private static void check(String script, Supplier<Lexer> lexers) {
        Text text = new Text(Scripts.LOCATION, new ByteArrayInputStream(script.getBytes(StandardCharsets.UTF_8)));
        Splitter splitter = new Splitter(text, lexers, Placeholders.NONE);
        try {
            while (splitter.next()) {
                // every statement of it
            }
        } catch (InvalidMigrationException e) {
            assertThat(e.failure().line()).isPositive();
        }
        assertThat(text.scanned()).isLessThan(5L * script.length() + 100);
    }

    private static String numbered(String part) {
        return IntStream.range(0, TIMES)
                .mapToObj(i -> part.replace("%d", "" + i))
                .collect(Collectors.joining());
    }
}
