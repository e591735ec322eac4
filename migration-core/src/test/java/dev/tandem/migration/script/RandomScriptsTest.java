package dev.tandem.migration.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.Script;
import dev.tandem.migration.clickhouse.ClickHouseLexer;
import dev.tandem.migration.postgres.PostgresLexer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Scripts made by chance, always the same ones. */
public class RandomScriptsTest {
    private static final int SCRIPTS = 3_000;

    public static final List<String> GAPS =
            List.of(" ", "\n", "\t \r\n", " /* ; ' \" $$ ( */ ", " -- ; ' \" $$ (\n", " /* /* ; */ */\n  ");
    public static final List<String> EDGES = List.of("", "", "\n", "-- ; ' $$ (\n", "/* ; */", ";", " ;\n ");
    public static final List<String> RUBBISH = List.of(
            "'",
            "\"",
            "`",
            "$",
            "$$",
            "$a$",
            "$b",
            ";",
            ";",
            "(",
            ")",
            "[",
            "{",
            "--",
            "/*",
            "*/",
            "//",
            "#",
            "# ",
            "\\",
            "\\G",
            "\\restrict",
            "\n",
            "\n\n",
            "\r",
            "\r\n",
            " ",
            " ",
            "E'",
            "x'",
            "U&'",
            "U&\"",
            "B'",
            "‘",
            "’",
            "“",
            "”",
            "é",
            "😀",
            "\u00A0",
            "1",
            "1.5",
            "a",
            "CREATE ",
            "OR ",
            "REPLACE ",
            "FUNCTION ",
            "BEGIN ",
            "ATOMIC ",
            "END",
            "CASE ",
            "COPY ",
            "FROM ",
            "STDIN",
            "INSERT ",
            "INTO ",
            "t ",
            "FORMAT ",
            "CSV",
            "VALUES ",
            "SELECT ",
            "SETTINGS ",
            "input(",
            ",",
            "=",
            ".",
            "-- migrate:down\n",
            "-- +goose NO TRANSACTION\n");

    /** A dialect's lexer, and whole tokens of it. */
    public record Dialect(String name, Supplier<Lexer> lexers, List<String> tokens) {
        @Override
        public String toString() {
            return name;
        }
    }

    public static final List<Dialect> DIALECTS = List.of(
            new Dialect(
                    "PostgreSQL",
                    PostgresLexer::new,
                    List.of(
                            "'a;'",
                            "'it''s'",
                            "E'\\';'",
                            "U&'\\0041;'",
                            "\"a;\"",
                            "$$;'$$",
                            "$t$;$$;$t$",
                            "(;)",
                            "((1;);)",
                            "a$1$",
                            "$1",
                            "+",
                            "->>",
                            "?",
                            "1.5e-3",
                            "größe",
                            "'😀'",
                            "::text",
                            ",")),
            new Dialect(
                    "ClickHouse",
                    ClickHouseLexer::new,
                    List.of(
                            "'a;'",
                            "'it''s'",
                            "'\\';'",
                            "x'4A'",
                            "b'01'",
                            "\"a;\"",
                            "`a;`",
                            "$$;'$$",
                            "$t$;$$;$t$",
                            "‘;’",
                            "“;”",
                            "a$1$",
                            "{x:UInt8}",
                            "[1]",
                            "->",
                            "%",
                            "1.5e-3",
                            "'😀'",
                            "::String",
                            ",")));

    @ParameterizedTest
    @FieldSource("DIALECTS")
    void statementsJoinedAreSplitAgain(Dialect dialect) {
        Random random = new Random(1);
        for (int i = 0; i < SCRIPTS; i++) {
            List<String> statements = new ArrayList<>();
            StringBuilder script = new StringBuilder();
            for (int j = random.nextInt(6); j >= 0; j--) {
                String statement = statement(dialect, random);
                statements.add(statement);
                script.append(pick(EDGES, random))
                        .append(statement)
                        .append(pick(EDGES, random))
                        .append(";")
                        .append(pick(EDGES, random));
            }

            assertThat(Scripts.sql(Scripts.of(script.toString(), dialect.lexers)))
                    .isEqualTo(statements);
        }
    }

    @ParameterizedTest
    @FieldSource("DIALECTS")
    void otherGapsBetweenTokensChangeNoFingerprint(Dialect dialect) {
        Random random = new Random(2);
        for (int i = 0; i < SCRIPTS; i++) {
            List<String> tokens = new ArrayList<>(List.of("SELECT"));
            for (int j = random.nextInt(20); j >= 0; j--) {
                tokens.add(random.nextInt(8) == 0 ? "; SELECT" : pick(dialect.tokens, random));
            }
            String plain = String.join(" ", tokens);
            StringBuilder edited = new StringBuilder();
            tokens.forEach(token -> edited.append(pick(GAPS, random)).append(token));

            assertThat(Scripts.of(edited.toString(), dialect.lexers).fingerprint())
                    .as(edited.toString())
                    .isEqualTo(Scripts.of(plain, dialect.lexers).fingerprint());
        }
    }

    @ParameterizedTest
    @FieldSource("DIALECTS")
    void rubbishIsSplitTheSameTwiceOrRefused(Dialect dialect) {
        Random random = new Random(3);
        int split = 0;
        for (int i = 0; i < 10 * SCRIPTS; i++) {
            StringBuilder script = new StringBuilder();
            for (int j = random.nextInt(30); j >= 0; j--) {
                script.append(pick(RUBBISH, random));
            }
            Script first = Scripts.of(script.toString(), dialect.lexers);
            List<String> statements;
            try {
                statements = Scripts.sql(first);
            } catch (InvalidMigrationException e) {
                assertThat(e.failure().line()).isBetween(1, 100);
                continue;
            }
            split++;

            Script second = Scripts.of(join(statements, dialect), dialect.lexers);
            assertThat(Scripts.sql(second)).as(script.toString()).isEqualTo(statements);
            assertThat(second.fingerprint()).as(script.toString()).isEqualTo(first.fingerprint());
        }
        assertThat(split).isGreaterThan(SCRIPTS / 10);
    }

    /** One script of statements. */
    public static String join(List<String> statements, Dialect dialect) {
        StringBuilder script = new StringBuilder();
        for (String statement : statements) {
            script.append(statement);
            if (!endsWithData(statement, dialect)) {
                script.append(";\n");
            } else {
                script.append(statement.endsWith("\n") ? "\n" : "");
            }
        }
        return script.toString();
    }

    private static boolean endsWithData(String statement, Dialect dialect) {
        Text text = new Text("a statement", statement);
        Lexer lexer = dialect.lexers.get();
        Token last = Token.END;
        for (Token token = lexer.next(text); token != Token.END; token = lexer.next(text)) {
            last = token;
        }
        return last == Token.DATA;
    }

    /** One statement by chance. */
    public static String statement(Dialect dialect, Random random) {
        StringBuilder statement = new StringBuilder("SELECT");
        for (int i = random.nextInt(8); i >= 0; i--) {
            statement.append(pick(GAPS, random)).append(pick(dialect.tokens, random));
        }
        return statement.toString();
    }

    /** One of these. */
    public static String pick(List<String> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }
}
