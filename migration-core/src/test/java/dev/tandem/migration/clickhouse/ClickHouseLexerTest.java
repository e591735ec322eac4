package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.script.Scripts;
import dev.tandem.migration.script.Tokens;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

class ClickHouseLexerTest {

    static final List<Arguments> STATEMENTS = List.of(
            split("nothing", ""),
            split("white space only", " \n\t\r\n "),
            split("one statement without a semicolon", "SELECT 1", "SELECT 1"),
            split("two statements", "SELECT 1; SELECT 2;", "SELECT 1", "SELECT 2"),
            split("empty statements", ";;SELECT 1;; ;", "SELECT 1"),
            split("\\G ends a statement", "SELECT 1\\G SELECT 2 \\G", "SELECT 1", "SELECT 2"),
            split("\\g does not", "SELECT 1\\g SELECT 2;", "SELECT 1\\g SELECT 2"),
            split("white space beyond ASCII", "\u00A0SELECT\u20031\u3000;\u200B;", "SELECT\u20031"),

            // comments
            split("only comments", "-- a;\n/* b; */ // c;\n# d;\n#! e;"),
            split("-- without a space", "SELECT 1 --;\n;SELECT 2", "SELECT 1", "SELECT 2"),
            split("//", "SELECT 1 // ;'\n;SELECT 2", "SELECT 1", "SELECT 2"),
            split("# and a space", "SELECT 1 # ;'\n;SELECT 2", "SELECT 1", "SELECT 2"),
            split("#!", "#!/usr/bin/clickhouse ;\nSELECT 1", "SELECT 1"),
            split("# without a space is no comment", "SELECT #a; SELECT 2", "SELECT #a", "SELECT 2"),
            split("# and a tab is no comment", "SELECT #\ta; SELECT 2", "SELECT #\ta", "SELECT 2"),
            split("a nested comment", "/* a /* b; */ ; */ SELECT 1;", "SELECT 1"),
            split("/*/ does not close itself", "/*/ ; */ SELECT 1;", "SELECT 1"),
            split("a comment inside a statement", "SELECT 1 -- ;\n, /* ; */ 2;", "SELECT 1 -- ;\n, /* ; */ 2"),
            split("a comment that ends with the file", "SELECT 1; -- a\n// b\n# c", "SELECT 1"),
            split(
                    "comments end with the line only",
                    "-- a \\\nSELECT 1; // b /*\nSELECT 2; # c '\nSELECT 3",
                    "SELECT 1",
                    "SELECT 2",
                    "SELECT 3"),
            split("quotes in a block comment", "/* ' \" ` $$ ‘ */ SELECT 1; SELECT 2", "SELECT 1", "SELECT 2"),
            split("a carriage return does not end a comment", "-- a\r; SELECT 1\nSELECT 2", "SELECT 2"),
            split(
                    "minus, slash and arrow",
                    "SELECT 4 - 1 / 2, x -> x; SELECT 2",
                    "SELECT 4 - 1 / 2, x -> x",
                    "SELECT 2"),

            // quotes
            split("a semicolon in a string", "SELECT ';'; SELECT 2", "SELECT ';'", "SELECT 2"),
            split("a doubled quote", "SELECT 'it''s;'; SELECT 2", "SELECT 'it''s;'", "SELECT 2"),
            split("an escaped quote", "SELECT 'it\\'s;'; SELECT 2", "SELECT 'it\\'s;'", "SELECT 2"),
            split("an escaped backslash", "SELECT 'a\\\\'; SELECT 2", "SELECT 'a\\\\'", "SELECT 2"),
            split("names in double quotes", "SELECT \"a;\"\";\\\";\"; SELECT 2", "SELECT \"a;\"\";\\\";\"", "SELECT 2"),
            split("names in back quotes", "SELECT `a;``;\\`;`; SELECT 2", "SELECT `a;``;\\`;`", "SELECT 2"),
            split(
                    "an escaped backslash in names",
                    "SELECT 1 AS `a\\\\`, 2 AS \"b\\\\\"; SELECT 2",
                    "SELECT 1 AS `a\\\\`, 2 AS \"b\\\\\"",
                    "SELECT 2"),
            split("quotes in other quotes", "SELECT `'`, \"`\", '\"'; SELECT 2", "SELECT `'`, \"`\", '\"'", "SELECT 2"),
            split("hexadecimal strings", "SELECT x'4A', X'', 1; SELECT 2", "SELECT x'4A', X'', 1", "SELECT 2"),
            split("nothing escapes in a hexadecimal string", "SELECT x'\\'; SELECT 2", "SELECT x'\\'", "SELECT 2"),
            split("binary strings", "SELECT b'01', B'\\'; SELECT 2", "SELECT b'01', B'\\'", "SELECT 2"),
            split("a name that ends with x", "SELECT ax'\\';'; SELECT 2", "SELECT ax'\\';'", "SELECT 2"),
            split("typographic quotes", "SELECT ‘it's;’ AS “a;\"”; SELECT 2", "SELECT ‘it's;’ AS “a;\"”", "SELECT 2"),
            split("nothing escapes in typographic quotes", "SELECT ‘\\’; SELECT 2", "SELECT ‘\\’", "SELECT 2"),
            split("a heredoc", "SELECT $$;'$$; SELECT 2", "SELECT $$;'$$", "SELECT 2"),
            split("a heredoc with a tag", "SELECT $a$;$b$;$$ ' $a$; SELECT 2", "SELECT $a$;$b$;$$ ' $a$", "SELECT 2"),
            split(
                    "an unclosed heredoc is a word",
                    "SELECT $a$; SELECT $b$c; SELECT 3",
                    "SELECT $a$",
                    "SELECT $b$c",
                    "SELECT 3"),
            split(
                    "a heredoc behind an unclosed one",
                    "SELECT $a$; SELECT $b$;$b$; SELECT 3",
                    "SELECT $a$",
                    "SELECT $b$;$b$",
                    "SELECT 3"),
            split(
                    "a heredoc that ends behind other statements",
                    "SELECT $a$; SELECT $a$; SELECT 3",
                    "SELECT $a$; SELECT $a$",
                    "SELECT 3"),
            split("a tag does not overlap its end", "SELECT $a$a$; SELECT 2", "SELECT $a$a$", "SELECT 2"),
            split("a lone dollar", "SELECT $; SELECT 2", "SELECT $", "SELECT 2"),
            split("dollars in a word", "SELECT a$$; SELECT b$c$", "SELECT a$$", "SELECT b$c$"),
            split("a heredoc behind a number", "SELECT 1$$;$$; SELECT 2", "SELECT 1$$;$$", "SELECT 2"),

            // what is not ours
            split(
                    "parameters",
                    "SELECT {x:UInt8}, {`y`:String}; SELECT 2",
                    "SELECT {x:UInt8}, {`y`:String}",
                    "SELECT 2"),
            split(
                    "macros",
                    "CREATE TABLE t ON CLUSTER '{cluster}' (a Int) ENGINE = Null; SELECT 2",
                    "CREATE TABLE t ON CLUSTER '{cluster}' (a Int) ENGINE = Null",
                    "SELECT 2"),
            split("a semicolon ends a statement in parentheses too", "SELECT (1; SELECT 2)", "SELECT (1", "SELECT 2)"),
            split(
                    "tuples and numbers",
                    "SELECT x.1.1, .5, 1e-5, 0x1F, 1_000; SELECT 2",
                    "SELECT x.1.1, .5, 1e-5, 0x1F, 1_000",
                    "SELECT 2"),
            split(
                    "settings of a query",
                    "SELECT 1 SETTINGS max_threads = 1, log_comment = 'a;'; SET max_threads = 2; SELECT 2",
                    "SELECT 1 SETTINGS max_threads = 1, log_comment = 'a;'",
                    "SET max_threads = 2",
                    "SELECT 2"),

            // VALUES
            split(
                    "settings before VALUES",
                    "INSERT INTO t SETTINGS log_comment = ';' VALUES (';'); SELECT 2",
                    "INSERT INTO t SETTINGS log_comment = ';' VALUES (';')",
                    "SELECT 2"),
            split(
                    "VALUES",
                    "INSERT INTO t VALUES (1, 'a;'), (2, 'b\\';'); SELECT 2",
                    "INSERT INTO t VALUES (1, 'a;'), (2, 'b\\';')",
                    "SELECT 2"),
            split(
                    "VALUES over lines and empty lines",
                    "INSERT INTO t (a) VALUES\n\n(1),\n\n(2);\nSELECT 2",
                    "INSERT INTO t (a) VALUES\n\n(1),\n\n(2)",
                    "SELECT 2"),
            split(
                    "FORMAT Values",
                    "INSERT INTO t FORMAT Values\n(1, ';'),\n\n(2, '');SELECT 2",
                    "INSERT INTO t FORMAT Values\n(1, ';'),\n\n(2, '')",
                    "SELECT 2"),
            split(
                    "FORMAT VALUES on its line",
                    "insert into t format values (1); SELECT 2",
                    "insert into t format values (1)",
                    "SELECT 2"),
            split(
                    "VALUES into a table called format",
                    "INSERT INTO format VALUES (1); SELECT 2",
                    "INSERT INTO format VALUES (1)",
                    "SELECT 2"),

            // inline data
            split(
                    "rows to the end of the file",
                    "INSERT INTO t FORMAT CSV\n1,';\n2,\n",
                    "INSERT INTO t FORMAT CSV\n1,';\n2,\n"),
            split("rows without a last line end", "INSERT INTO t FORMAT CSV\n1;2", "INSERT INTO t FORMAT CSV\n1;2"),
            split(
                    "rows to an empty line",
                    "INSERT INTO t FORMAT CSV\n1;\n2;\n\nSELECT 2; SELECT 3",
                    "INSERT INTO t FORMAT CSV\n1;\n2;\n",
                    "SELECT 2",
                    "SELECT 3"),
            split(
                    "rows with CRLF",
                    "INSERT INTO t FORMAT CSV\r\n1;\r\n2;\r\n\r\nSELECT 2",
                    "INSERT INTO t FORMAT CSV\r\n1;\r\n2;\r\n",
                    "SELECT 2"),
            split(
                    "blanks behind the format",
                    "INSERT INTO t FORMAT TSV \t \n 1;\n\nSELECT 2",
                    "INSERT INTO t FORMAT TSV \t \n 1;\n",
                    "SELECT 2"),
            split(
                    "a line of blanks is a row",
                    "INSERT INTO t FORMAT TSV\na\n \nb\n\nSELECT 2",
                    "INSERT INTO t FORMAT TSV\na\n \nb\n",
                    "SELECT 2"),
            split(
                    "rows that look like comments and quotes",
                    "INSERT INTO t FORMAT TSV\n-- '\n/* \"\n\nSELECT 2",
                    "INSERT INTO t FORMAT TSV\n-- '\n/* \"\n",
                    "SELECT 2"),
            split(
                    "rows on the line of the format",
                    "INSERT INTO t FORMAT JSONEachRow {\"a\": \";\"}\n{\"a\": 2};\n\nSELECT 2",
                    "INSERT INTO t FORMAT JSONEachRow {\"a\": \";\"}\n{\"a\": 2};\n",
                    "SELECT 2"),
            split(
                    "columns and settings before the format",
                    "INSERT INTO t (a, b) SETTINGS x = 1, y = 'z' FORMAT CSV\n1;\n\nSELECT 2",
                    "INSERT INTO t (a, b) SETTINGS x = 1, y = 'z' FORMAT CSV\n1;\n",
                    "SELECT 2"),
            split(
                    "settings behind the format",
                    "INSERT INTO t FORMAT CSV SETTINGS x = 1,\n y = {'a':\n1}\n1;\n\nSELECT 2",
                    "INSERT INTO t FORMAT CSV SETTINGS x = 1,\n y = {'a':\n1}\n1;\n",
                    "SELECT 2"),
            split(
                    "settings over lines",
                    "INSERT INTO t FORMAT CSV SETTINGS\n x\n = 1\n1;\n\nSELECT 2",
                    "INSERT INTO t FORMAT CSV SETTINGS\n x\n = 1\n1;\n",
                    "SELECT 2"),
            split(
                    "settings on the next line",
                    "INSERT INTO t FORMAT CSV\nsettings x = 1 \n1;\n\nSELECT 2",
                    "INSERT INTO t FORMAT CSV\nsettings x = 1 \n1;\n",
                    "SELECT 2"),
            split(
                    "rows that begin like settings",
                    "INSERT INTO t FORMAT CSV\nsettings;1\n\nSELECT 2",
                    "INSERT INTO t FORMAT CSV\nsettings;1\n",
                    "SELECT 2"),
            split(
                    "two inserts with rows",
                    "INSERT INTO t FORMAT CSV\n1;\n\n\nINSERT INTO t FORMAT CSV\n2;\n",
                    "INSERT INTO t FORMAT CSV\n1;\n",
                    "INSERT INTO t FORMAT CSV\n2;\n"),
            split(
                    "a table called format",
                    "INSERT INTO format FORMAT CSV\n1;\n\nSELECT 2",
                    "INSERT INTO format FORMAT CSV\n1;\n",
                    "SELECT 2"),
            split(
                    "a table called format in a database",
                    "INSERT INTO TABLE d.format FORMAT CSV\n1;\n\nSELECT 2",
                    "INSERT INTO TABLE d.format FORMAT CSV\n1;\n",
                    "SELECT 2"),
            split(
                    "a quoted table and a comment",
                    "INSERT INTO `t` /* x */ FORMAT CSV\n1;\n\nSELECT 2",
                    "INSERT INTO `t` /* x */ FORMAT CSV\n1;\n",
                    "SELECT 2"),
            split(
                    "a table function",
                    "INSERT INTO FUNCTION file('f', 'CSV', 'format String') FORMAT CSV\n1;\n\nSELECT 2",
                    "INSERT INTO FUNCTION file('f', 'CSV', 'format String') FORMAT CSV\n1;\n",
                    "SELECT 2"),
            split(
                    "a query that reads its input",
                    "INSERT INTO t SELECT a FROM input('a Int') FORMAT CSV\n1;\n\nSELECT 2",
                    "INSERT INTO t SELECT a FROM input('a Int') FORMAT CSV\n1;\n",
                    "SELECT 2"),
            split(
                    "a format without rows",
                    "INSERT INTO t FORMAT CSV; SELECT 2",
                    "INSERT INTO t FORMAT CSV",
                    "SELECT 2"),
            split("a format without rows at the end", "INSERT INTO t FORMAT CSV", "INSERT INTO t FORMAT CSV"),
            split(
                    "a format without rows and an empty line",
                    "INSERT INTO t FORMAT CSV\n\nSELECT 2",
                    "INSERT INTO t FORMAT CSV",
                    "SELECT 2"),

            // other formats
            split(
                    "INSERT … SELECT … FORMAT",
                    "INSERT INTO t SELECT 1 FORMAT Null;\nSELECT 2",
                    "INSERT INTO t SELECT 1 FORMAT Null",
                    "SELECT 2"),
            split(
                    "INSERT … SELECT … SETTINGS",
                    "INSERT INTO t SELECT ';' SETTINGS max_threads = 1;\nSELECT 2",
                    "INSERT INTO t SELECT ';' SETTINGS max_threads = 1",
                    "SELECT 2"),
            split(
                    "INSERT (SELECT) FORMAT",
                    "INSERT INTO t (SELECT 1) FORMAT Null;\nSELECT 2",
                    "INSERT INTO t (SELECT 1) FORMAT Null",
                    "SELECT 2"),
            split(
                    "INSERT WITH … SELECT … FORMAT",
                    "INSERT INTO t WITH a AS (SELECT 1) SELECT 1 FORMAT Null;\nSELECT 2",
                    "INSERT INTO t WITH a AS (SELECT 1) SELECT 1 FORMAT Null",
                    "SELECT 2"),
            split(
                    "INSERT FROM INFILE",
                    "INSERT INTO t FROM INFILE 'f;' FORMAT CSV;\nSELECT 2",
                    "INSERT INTO t FROM INFILE 'f;' FORMAT CSV",
                    "SELECT 2"),
            split("SELECT … FORMAT", "SELECT 1 FORMAT CSV;\nSELECT 2", "SELECT 1 FORMAT CSV", "SELECT 2"),
            split(
                    "a column called input",
                    "INSERT INTO t SELECT input FROM s FORMAT Null;\nSELECT 2",
                    "INSERT INTO t SELECT input FROM s FORMAT Null",
                    "SELECT 2"),

            // letters and line ends
            split(
                    "letters beyond ASCII",
                    "SELECT 'Straße;😀' AS `größe`, − 😀; SELECT 2",
                    "SELECT 'Straße;😀' AS `größe`, − 😀",
                    "SELECT 2"),
            split("a byte order mark", "\uFEFFSELECT 1;", "SELECT 1"),
            split("CRLF", "SELECT\r\n1;\r\n\r\nSELECT 2;\r\n", "SELECT\r\n1", "SELECT 2"));

    static final List<Arguments> REFUSED = List.of(
            refused("a string", "SELECT 1;\n\nSELECT 'a\n;\n", 3, "string is not closed"),
            refused("a string behind a backslash", "\nSELECT 'a\\", 2, "string is not closed"),
            refused("a string closed by an escaped quote", "SELECT\n'a\\'\n;", 2, "string is not closed"),
            refused("a name in double quotes", "SELECT 1;\nSELECT \"a;\n\n", 2, "identifier is not closed"),
            refused("a name in back quotes", "SELECT 1;\nSELECT `a;\n\n", 2, "identifier is not closed"),
            refused("a hexadecimal string", "SELECT 1;\nSELECT x'4A;\n\n", 2, "string is not closed"),
            refused("a binary string", "SELECT 1;\nSELECT b'1;\n\n", 2, "string is not closed"),
            refused("a typographic string", "SELECT 1;\nSELECT ‘a';\n\n", 2, "typographic quote is not closed"),
            refused("a typographic name", "SELECT 1;\nSELECT “a\";\n\n", 2, "typographic quote is not closed"),
            refused("a comment", "SELECT 1;\n/* a\n/* b */ ;\n", 2, "comment is not closed"),
            refused("a nested comment", "SELECT 1 /* a\n/* b */\n; SELECT 2", 1, "comment is not closed"),
            refused("a name whose quote is escaped", "\nSELECT `a\\`;\n", 2, "identifier is not closed"),
            refused("a NUL", "SELECT 1;\nSELECT '\0';", 2, "NUL"),
            refused("a string behind rows", "INSERT INTO t FORMAT CSV\n'\n\nSELECT '", 4, "string is not closed"));

    @ParameterizedTest(name = "{0}")
    @FieldSource("STATEMENTS")
    void splitsIntoStatements(String name, String script, List<String> statements) {
        assertThat(Scripts.sql(Scripts.of(script, ClickHouseLexer::new))).isEqualTo(statements);
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("REFUSED")
    void refusesNamingTheLineWhereItBegan(String name, String script, int line, String message) {
        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(() -> Scripts.of(script, ClickHouseLexer::new).statements())
                .satisfies(e -> {
                    assertThat(e.failure().location()).isEqualTo(Scripts.LOCATION);
                    assertThat(e.failure().line()).isEqualTo(line);
                    assertThat(e.failure().message()).contains(message);
                    assertThat(e.failure().action()).isNotEmpty();
                });
    }

    @Test
    void countsTheLinesOfStatementsBehindRows() {
        String script = "-- a\nINSERT INTO t FORMAT CSV\n1\n2\n\n\nSELECT 1\\GSELECT 2;\n\nSELECT 3";

        assertThat(Scripts.read(Scripts.of(script, ClickHouseLexer::new)))
                .extracting(SqlStatement::line)
                .containsExactly(2, 7, 7, 9);
    }

    @Test
    void tellsKindsOfStatementsByTheirSignificantTokens() {
        assertThat(Tokens.significant(
                        "create table if NOT exists d.`t` on /* x */ cluster '{c}' (a UInt8) -- y",
                        new ClickHouseLexer()))
                .containsExactly(
                        "CREATE",
                        "TABLE",
                        "IF",
                        "NOT",
                        "EXISTS",
                        "D",
                        ".",
                        "`t`",
                        "ON",
                        "CLUSTER",
                        Tokens.STRING,
                        "(",
                        "A",
                        "UINT8",
                        ")");
        assertThat(Tokens.significant("INSERT INTO t FORMAT CSV\n1,2\n", new ClickHouseLexer()))
                .containsExactly("INSERT", "INTO", "T", "FORMAT", "CSV");
    }

    private static Arguments split(String name, String script, String... statements) {
        return arguments(name, script, List.of(statements));
    }

    private static Arguments refused(String name, String script, int line, String message) {
        return arguments(name, script, line, message);
    }
}
