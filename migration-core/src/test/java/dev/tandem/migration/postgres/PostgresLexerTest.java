package dev.tandem.migration.postgres;

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

class PostgresLexerTest {

    static final List<Arguments> STATEMENTS = List.of(
            split("nothing", ""),
            split("white space only", " \n\t\r\n "),
            split("one statement without a semicolon", "SELECT 1", "SELECT 1"),
            split("one statement with a semicolon", "SELECT 1;", "SELECT 1"),
            split("two statements", "SELECT 1; SELECT 2;", "SELECT 1", "SELECT 2"),
            split("empty statements", ";;SELECT 1;; ;", "SELECT 1"),
            split("white space around a statement", "\n  SELECT 1  \n ; \n", "SELECT 1"),
            split("other white space", "\f\u000BSELECT\u000B1\f;SELECT 2", "SELECT\u000B1", "SELECT 2"),

            // comments
            split("only comments", "-- a;\n/* b; */ --c"),
            split("a comment that ends with the file", "SELECT 1 -- ;", "SELECT 1"),
            split("a comment before a statement", "-- a\n/* b */ SELECT 1;", "SELECT 1"),
            split("a comment behind a statement", "SELECT 1 /* b */ -- c\n;", "SELECT 1"),
            split("a comment inside a statement", "SELECT /* a; */ 1 -- b;\n, 2;", "SELECT /* a; */ 1 -- b;\n, 2"),
            split("a nested comment", "/* a /* b; */ ; */ SELECT 1;", "SELECT 1"),
            split("a comment that begins with /*/", "/*/ ; */ SELECT 1;", "SELECT 1"),
            split("a nested comment that begins with /*/", "/* /*/ ; */ ; */ SELECT 1;", "SELECT 1"),
            split("a comment that ends with **/", "/** ; **/ SELECT 1;", "SELECT 1"),
            split(
                    "//* is an operator and a comment",
                    "SELECT 4 //* ; */ 2;SELECT 2",
                    "SELECT 4 //* ; */ 2",
                    "SELECT 2"),
            split("a quote in a comment", "-- don't\nSELECT 1; /* can't */ SELECT 2;", "SELECT 1", "SELECT 2"),
            split("a comment that ends with a carriage return", "-- a\rSELECT 1;", "SELECT 1"),
            split("-- in a block comment", "/* -- */ SELECT 1;", "SELECT 1"),
            split("/* in a line comment", "-- /*\nSELECT 1;", "SELECT 1"),

            // strings
            split("a semicolon in a string", "SELECT ';'; SELECT 2", "SELECT ';'", "SELECT 2"),
            split("a doubled quote", "SELECT 'it''s;'; SELECT 2", "SELECT 'it''s;'", "SELECT 2"),
            split("a backslash in a plain string", "SELECT 'a\\'; SELECT 2", "SELECT 'a\\'", "SELECT 2"),
            split("a backslash in an E string", "SELECT E'a\\';'; SELECT 2", "SELECT E'a\\';'", "SELECT 2"),
            split("a backslash in an e string", "SELECT e'a\\';'; SELECT 2", "SELECT e'a\\';'", "SELECT 2"),
            split("two backslashes in an E string", "SELECT E'a\\\\'; SELECT 2", "SELECT E'a\\\\'", "SELECT 2"),
            split("a doubled quote in an E string", "SELECT E'a'';\\''; SELECT 2", "SELECT E'a'';\\''", "SELECT 2"),
            split("an identifier that ends with E", "SELECT namE'a\\'; SELECT 2", "SELECT namE'a\\'", "SELECT 2"),
            split("a space behind E", "SELECT E 'a\\'; SELECT 2", "SELECT E 'a\\'", "SELECT 2"),
            split("a U& string", "SELECT U&'\\0441;'; SELECT u&'\\'", "SELECT U&'\\0441;'", "SELECT u&'\\'"),
            split("a U& string with its own escape", "SELECT U&'!;' UESCAPE '!';", "SELECT U&'!;' UESCAPE '!'"),
            split(
                    "bit strings",
                    "SELECT B'1;', b'\\', X'F;', x'\\'; SELECT 2",
                    "SELECT B'1;', b'\\', X'F;', x'\\'",
                    "SELECT 2"),
            split("national strings", "SELECT N';', n'\\'; SELECT 2", "SELECT N';', n'\\'", "SELECT 2"),
            split("a continued string", "SELECT 'a;'\n  'b;'; SELECT 2", "SELECT 'a;'\n  'b;'", "SELECT 2"),
            split("a continued E string", "SELECT E'a'\n 'b\\';'; SELECT 2", "SELECT E'a'\n 'b\\';'", "SELECT 2"),
            split(
                    "an E string continued behind a comment",
                    "SELECT E'a' -- c\n 'b\\';'; SELECT 2",
                    "SELECT E'a' -- c\n 'b\\';'",
                    "SELECT 2"),
            split("an E string continued twice", "SELECT E'a'\r\n'b\\''\n\n'\\';';", "SELECT E'a'\r\n'b\\''\n\n'\\';'"),
            split(
                    "an E string not continued on its line",
                    "SELECT E'a' 'b\\'; SELECT 2",
                    "SELECT E'a' 'b\\'",
                    "SELECT 2"),
            split(
                    "an E string not continued behind a block comment",
                    "SELECT E'a'\n/**/'b\\'; SELECT 2",
                    "SELECT E'a'\n/**/'b\\'",
                    "SELECT 2"),
            split(
                    "an E string not continued behind a comma",
                    "SELECT E'a',\n'b\\'; SELECT 2",
                    "SELECT E'a',\n'b\\'",
                    "SELECT 2"),
            split("comment signs in a string", "SELECT '--', '/*'; SELECT 2", "SELECT '--', '/*'", "SELECT 2"),
            split("an empty string", "SELECT ''; SELECT ';'", "SELECT ''", "SELECT ';'"),
            split("a string over lines", "SELECT '\n;\n'; SELECT 2", "SELECT '\n;\n'", "SELECT 2"),

            // quoted identifiers
            split("a semicolon in a name", "SELECT \"a;\"; SELECT 2", "SELECT \"a;\"", "SELECT 2"),
            split("a doubled quote in a name", "SELECT \"a\"\";\"; SELECT 2", "SELECT \"a\"\";\"", "SELECT 2"),
            split("a backslash in a name", "SELECT \"a\\\"; SELECT 2", "SELECT \"a\\\"", "SELECT 2"),
            split("a U& name", "SELECT U&\"d;\\\", u&\";\"; SELECT 2", "SELECT U&\"d;\\\", u&\";\"", "SELECT 2"),
            split("a single quote in a name", "SELECT \"it's\"; SELECT 2", "SELECT \"it's\"", "SELECT 2"),

            // dollar quotes
            split("a dollar-quoted string", "SELECT $$;'$$; SELECT 2", "SELECT $$;'$$", "SELECT 2"),
            split("a tag", "SELECT $a$;$$;$b$;$a$; SELECT 2", "SELECT $a$;$$;$b$;$a$", "SELECT 2"),
            split(
                    "a nested tag",
                    "DO $a$ BEGIN EXECUTE $b$ ; $b$; END $a$; SELECT 2",
                    "DO $a$ BEGIN EXECUTE $b$ ; $b$; END $a$",
                    "SELECT 2"),
            split("a tag in two cases", "SELECT $a$;$A$;$a$; SELECT 2", "SELECT $a$;$A$;$a$", "SELECT 2"),
            split(
                    "a dollar that ends nothing and begins the end",
                    "SELECT $ab$;$a$ab$; SELECT 2",
                    "SELECT $ab$;$a$ab$",
                    "SELECT 2"),
            split("a tag beyond ASCII", "SELECT $é$;$é$; SELECT 2", "SELECT $é$;$é$", "SELECT 2"),
            split("a dollar in an identifier", "SELECT x$1$; SELECT y$1$", "SELECT x$1$", "SELECT y$1$"),
            split("dollars in an identifier", "SELECT x$$; SELECT y$a$b", "SELECT x$$", "SELECT y$a$b"),
            split("a dollar behind a letter beyond ASCII", "SELECT é$$; SELECT 2", "SELECT é$$", "SELECT 2"),
            split("parameters", "PREPARE p AS SELECT $1; SELECT $2$$;$$", "PREPARE p AS SELECT $1", "SELECT $2$$;$$"),
            split("a dollar-quoted string behind a number", "SELECT 1$$;$$; SELECT 2", "SELECT 1$$;$$", "SELECT 2"),
            split("a tag cannot begin with a digit", "SELECT $1a$; SELECT 2", "SELECT $1a$", "SELECT 2"),
            split("a lone dollar", "SELECT $ ; SELECT $a ;", "SELECT $", "SELECT $a"),

            // functions
            split(
                    "a body in SQL",
                    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END; SELECT 3",
                    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END",
                    "SELECT 3"),
            split(
                    "a body with CASE",
                    "create or replace function f() returns int begin atomic select case when a then b end; end; SELECT 3",
                    "create or replace function f() returns int begin atomic select case when a then b end; end",
                    "SELECT 3"),
            split(
                    "a body with nested CASE",
                    "CREATE PROCEDURE p() BEGIN ATOMIC SELECT CASE WHEN a THEN CASE b WHEN 1 THEN 2 END END; SELECT 2; END; SELECT 3",
                    "CREATE PROCEDURE p() BEGIN ATOMIC SELECT CASE WHEN a THEN CASE b WHEN 1 THEN 2 END END; SELECT 2; END",
                    "SELECT 3"),
            split(
                    "a body with columns called END and CASE",
                    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT t.end, 1 AS case, 2 end; SELECT 2; END; SELECT 3",
                    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT t.end, 1 AS case, 2 end; SELECT 2; END",
                    "SELECT 3"),
            split(
                    "a body with comments and strings",
                    "CREATE FUNCTION f() RETURNS int BEGIN /* x */ ATOMIC -- END;\n SELECT 'END;'; /* END */ END ; SELECT 3",
                    "CREATE FUNCTION f() RETURNS int BEGIN /* x */ ATOMIC -- END;\n SELECT 'END;'; /* END */ END",
                    "SELECT 3"),
            split(
                    "an empty body",
                    "CREATE PROCEDURE p() BEGIN ATOMIC END; SELECT 3",
                    "CREATE PROCEDURE p() BEGIN ATOMIC END",
                    "SELECT 3"),
            split(
                    "two bodies",
                    "CREATE PROCEDURE p() BEGIN ATOMIC SELECT 1; END; CREATE PROCEDURE q() BEGIN ATOMIC SELECT 2; END;",
                    "CREATE PROCEDURE p() BEGIN ATOMIC SELECT 1; END",
                    "CREATE PROCEDURE q() BEGIN ATOMIC SELECT 2; END"),
            split(
                    "a function called begin_atomic",
                    "CREATE FUNCTION begin_atomic() RETURNS int RETURN 1; SELECT 2",
                    "CREATE FUNCTION begin_atomic() RETURNS int RETURN 1",
                    "SELECT 2"),
            split(
                    "parameters called begin and atomic",
                    "CREATE FUNCTION f(begin atomic) RETURNS int RETURN 1; SELECT 2",
                    "CREATE FUNCTION f(begin atomic) RETURNS int RETURN 1",
                    "SELECT 2"),
            split("a transaction is no body", "BEGIN; SELECT 1; END; SELECT 2", "BEGIN", "SELECT 1", "END", "SELECT 2"),
            split(
                    "BEGIN ATOMIC elsewhere is no body",
                    "CREATE TABLE begin atomic; SELECT 2",
                    "CREATE TABLE begin atomic",
                    "SELECT 2"),
            split(
                    "a body in a string",
                    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'BEGIN ATOMIC;'; SELECT 2",
                    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'BEGIN ATOMIC;'",
                    "SELECT 2"),
            split(
                    "a body of PL/pgSQL",
                    "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END; $$; SELECT 2",
                    "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END; $$",
                    "SELECT 2"),
            split(
                    "a body of a procedure that is replaced, with a quoted END",
                    "CREATE OR REPLACE PROCEDURE \"begin atomic\"() begin atomic SELECT 1 AS \"end\"; SELECT 'end;'; end; SELECT 3",
                    "CREATE OR REPLACE PROCEDURE \"begin atomic\"() begin atomic SELECT 1 AS \"end\"; SELECT 'end;'; end",
                    "SELECT 3"),
            split(
                    "a body with CASE in parentheses and in a default",
                    "CREATE FUNCTION f(a int DEFAULT (CASE WHEN true THEN 1 END)) RETURNS int BEGIN ATOMIC SELECT (CASE a WHEN 1 THEN 2 END); END; SELECT 3",
                    "CREATE FUNCTION f(a int DEFAULT (CASE WHEN true THEN 1 END)) RETURNS int BEGIN ATOMIC SELECT (CASE a WHEN 1 THEN 2 END); END",
                    "SELECT 3"),
            split(
                    "a body in SQL inside a DO",
                    "DO $$ BEGIN CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END; END $$; SELECT 2",
                    "DO $$ BEGIN CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END; END $$",
                    "SELECT 2"),
            split(
                    "a function that creates a function",
                    "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $a$ CREATE FUNCTION g() RETURNS int LANGUAGE sql AS $b$ SELECT 1; $b$; $a$; SELECT 2",
                    "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $a$ CREATE FUNCTION g() RETURNS int LANGUAGE sql AS $b$ SELECT 1; $b$; $a$",
                    "SELECT 2"),
            split(
                    "a DO with its language first",
                    "DO LANGUAGE plpgsql $x$ BEGIN PERFORM ';'; END; $x$; SELECT 2",
                    "DO LANGUAGE plpgsql $x$ BEGIN PERFORM ';'; END; $x$",
                    "SELECT 2"),

            // parentheses
            split(
                    "semicolons in a rule",
                    "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 3",
                    "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)",
                    "SELECT 3"),
            split("nested parentheses", "SELECT ((1;)); SELECT 2", "SELECT ((1;))", "SELECT 2"),
            split(
                    "parentheses in quotes",
                    "SELECT '(', \"(\", $$($$ /* ( */; SELECT 2",
                    "SELECT '(', \"(\", $$($$",
                    "SELECT 2"),
            split("a parenthesis too many", "SELECT 1); SELECT (2;)", "SELECT 1)", "SELECT (2;)"),
            split("brackets and braces do not count", "SELECT '{}'[1; SELECT {", "SELECT '{}'[1", "SELECT {"),

            // operators
            split(
                    "operators with question marks",
                    "SELECT a ? 'b;', c ?| d, e ?& f; SELECT 2",
                    "SELECT a ? 'b;', c ?| d, e ?& f",
                    "SELECT 2"),
            split("-- inside an operator", "SELECT 1 +-- ;\n 2; SELECT 2", "SELECT 1 +-- ;\n 2", "SELECT 2"),
            split("/* inside an operator", "SELECT 1 +/* ; */ 2; SELECT 2", "SELECT 1 +/* ; */ 2", "SELECT 2"),
            split(
                    "*/* is an operator and a comment",
                    "SELECT 1 */* ; */ 2; SELECT 2",
                    "SELECT 1 */* ; */ 2",
                    "SELECT 2"),
            split("a minus and a negative number", "SELECT 1 - -1; SELECT 2", "SELECT 1 - -1", "SELECT 2"),
            split(
                    "arrows",
                    "SELECT a->'b;'->>'c', d#>>'{e}', f@>g, h<@i; SELECT 2",
                    "SELECT a->'b;'->>'c', d#>>'{e}', f@>g, h<@i",
                    "SELECT 2"),
            split("# is no comment", "SELECT 1 # 2; SELECT 2", "SELECT 1 # 2", "SELECT 2"),
            split("// is no comment", "SELECT 1 // 2; SELECT 2", "SELECT 1 // 2", "SELECT 2"),
            split(
                    "a cast and a slice",
                    "SELECT a::text, b[1:2], c := d; SELECT 2",
                    "SELECT a::text, b[1:2], c := d",
                    "SELECT 2"),
            split(
                    "numbers",
                    "SELECT 1.5e-3, .5, 1_000, 0x1F; SELECT 1e5; ",
                    "SELECT 1.5e-3, .5, 1_000, 0x1F",
                    "SELECT 1e5"),

            // psql and COPY
            split("what pg_dump writes around a dump", "\\restrict aBc\n\nSELECT 1;\n\n\\unrestrict aBc\n", "SELECT 1"),
            split(
                    "rows behind COPY",
                    "COPY t (a, b) FROM stdin;\n1\t;\n\\.x\n '\n\\.\n\nSELECT 2;",
                    "COPY t (a, b) FROM stdin",
                    "SELECT 2"),
            split(
                    "rows behind COPY in lower case with options and CRLF",
                    "copy t from STDIN with (format csv, null ';') where a > 1 ; -- rows; follow\r\n1,\"\r\n\\.\r\nSELECT 2",
                    "copy t from STDIN with (format csv, null ';') where a > 1",
                    "SELECT 2"),
            split("rows up to the end of the file", "COPY t FROM stdin;\n1\n;\n2", "COPY t FROM stdin"),
            split("no rows", "COPY t FROM stdin;\n\\.\nCOPY u FROM stdin;", "COPY t FROM stdin", "COPY u FROM stdin"),
            split("COPY TO", "COPY t TO STDOUT; SELECT 2", "COPY t TO STDOUT", "SELECT 2"),
            split(
                    "COPY from a file",
                    "COPY t FROM '/stdin'; COPY t FROM PROGRAM 'x'",
                    "COPY t FROM '/stdin'",
                    "COPY t FROM PROGRAM 'x'"),
            split(
                    "COPY of a query that reads stdin",
                    "COPY (SELECT * FROM stdin) TO STDOUT",
                    "COPY (SELECT * FROM stdin) TO STDOUT"),
            split("a table called stdin", "SELECT * FROM stdin; SELECT 2", "SELECT * FROM stdin", "SELECT 2"),

            // letters and line ends
            split(
                    "letters beyond ASCII",
                    "SELECT 'Straße;😀' AS größe; SELECT 2",
                    "SELECT 'Straße;😀' AS größe",
                    "SELECT 2"),
            split("a byte order mark", "\uFEFFSELECT 1;", "SELECT 1"),
            split("CRLF", "SELECT\r\n1;\r\n\r\nSELECT 2;\r\n", "SELECT\r\n1", "SELECT 2"),
            split("carriage returns", "SELECT\r1;\r\rSELECT 2;\r", "SELECT\r1", "SELECT 2"),
            split("${name} is left alone", "SELECT '${a}', ${b}; SELECT 2", "SELECT '${a}', ${b}", "SELECT 2"));

    static final List<Arguments> REFUSED = List.of(
            refused("a string", "SELECT 1;\n\nSELECT 'a\n;\n", 3, "string is not closed"),
            refused("an E string", "SELECT 1,\nE'a\\'\n;", 2, "string is not closed"),
            refused("an E string behind a backslash", "\nSELECT E'a\\", 2, "string is not closed"),
            refused("a continued E string", "SELECT E'a'\n'b\\'", 2, "string is not closed"),
            refused("a U& string", "\n\nSELECT U&'a", 3, "string is not closed"),
            refused("a bit string", "SELECT 1;\nSELECT b'01;\n", 2, "string is not closed"),
            refused("a hexadecimal string", "SELECT 1;\nSELECT X'4A;\n", 2, "string is not closed"),
            refused("a national string", "SELECT 1;\n\nSELECT n'a;\n", 3, "string is not closed"),
            refused("a NUL", "SELECT 1;\nSELECT 2;\n\0SELECT 3;", 3, "NUL"),
            refused("a NUL in a string", "SELECT 1;\nSELECT '\0';", 2, "NUL"),
            refused("a quoted identifier", "SELECT 1;\nSELECT \"a;\n\n", 2, "identifier is not closed"),
            refused("a U& identifier", "SELECT 1;\nSELECT U&\"a;\n\n", 2, "identifier is not closed"),
            refused("a comment", "SELECT 1;\n/* a\n/* b */ ;\n", 2, "comment is not closed"),
            refused("a comment in a statement", "SELECT 1\n\n, /* a ;\n", 3, "comment is not closed"),
            refused("a dollar quote", "SELECT 1;\nSELECT $$ a\n;", 2, "dollar-quoted string is not closed"),
            refused("a tag", "SELECT\n$a$ $b$ $A$ $$ $\n;", 2, "dollar-quoted string is not closed"),
            refused("a parenthesis", "SELECT 1;\nSELECT (\n(1);\nSELECT 2;", 2, "parenthesis is not closed"),
            refused("a body", "CREATE FUNCTION f()\nBEGIN ATOMIC\nSELECT 1;", 2, "BEGIN ATOMIC is not closed"),
            refused(
                    "CASE in a body",
                    "CREATE FUNCTION f()\n\nBEGIN ATOMIC SELECT CASE 1 END;",
                    3,
                    "BEGIN ATOMIC is not closed"),
            refused("a rule", "SELECT 1;\nCREATE RULE r AS ON INSERT TO t DO\n(SELECT 1;\nSELECT 2;", 3, "parenthesis"),
            refused("a line that ends in carriage returns", "SELECT 1;\r\rSELECT 'a\r", 3, "string is not closed"),
            refused("a line that ends in CRLF", "SELECT 1;\r\n\r\nSELECT 'a\r\n", 3, "string is not closed"),
            refused("a command of psql", "SELECT 1;\n\\connect other\nSELECT 2;", 2, "\\connect other"),
            refused("a command of psql in a statement", "SELECT 1\n\\gset\n", 2, "\\gset"),
            refused("a command of psql at the end of a line", "\nSELECT 1 \\g", 2, "\\g"),
            refused("\\restrict in a statement", "SELECT 1\n\\restrict a\n", 2, "\\restrict"),
            refused("COPY without its semicolon", "SELECT 1;\nCOPY t (a, b)\nFROM stdin\n", 2, "COPY"),
            refused("something behind the semicolon of COPY", "SELECT 1;\ncopy t from STDIN; SELECT 2;\n", 2, "COPY"),
            refused("a command of psql behind COPY", "COPY t FROM stdin; \\g\n1\n\\.\n", 1, "COPY"),
            refused(
                    "COPY in a block",
                    "-- +goose StatementBegin\nCOPY t FROM stdin;\n1\n\\.\n-- +goose StatementEnd\n",
                    2,
                    "StatementBegin"),
            refused(
                    "a section in rows without an end",
                    "-- migrate:up\nCOPY t FROM stdin;\n1\n-- migrate:down\nDROP TABLE t;\n",
                    4,
                    "directive"));

    @ParameterizedTest(name = "{0}")
    @FieldSource("STATEMENTS")
    void splitsIntoStatements(String name, String script, List<String> statements) {
        assertThat(Scripts.sql(Scripts.of(script, PostgresLexer::new))).isEqualTo(statements);
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("REFUSED")
    void refusesNamingTheLineWhereItBegan(String name, String script, int line, String message) {
        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(() -> Scripts.of(script, PostgresLexer::new).statements())
                .satisfies(e -> {
                    assertThat(e.failure().location()).isEqualTo(Scripts.LOCATION);
                    assertThat(e.failure().line()).isEqualTo(line);
                    assertThat(e.failure().message()).contains(message);
                    assertThat(e.failure().action()).isNotEmpty();
                });
    }

    @Test
    void countsTheLinesOfStatementsWhateverEndsALine() {
        String script = "\uFEFF-- a\n\n  SELECT 1;SELECT 2;\r\n/*\r\n\r*/ SELECT '\n\r\n\r'; SELECT 3\n;\r;SELECT 4";

        assertThat(Scripts.read(Scripts.of(script, PostgresLexer::new)))
                .extracting(SqlStatement::line)
                .containsExactly(3, 3, 6, 9, 11);
    }

    @Test
    void tellsKindsOfStatementsByTheirSignificantTokens() {
        assertThat(Tokens.significant(
                        "Create /* x */ index -- y\n CONCURRENTLY if not exists \"I\" on s.t (lower(a), (b || E'\\'c'));",
                        new PostgresLexer()))
                .containsExactly(
                        "CREATE",
                        "INDEX",
                        "CONCURRENTLY",
                        "IF",
                        "NOT",
                        "EXISTS",
                        "\"I\"",
                        "ON",
                        "S",
                        ".",
                        "T",
                        "(",
                        "LOWER",
                        "(",
                        "A",
                        ")",
                        ",",
                        "(",
                        "B",
                        "|",
                        "|",
                        Tokens.STRING,
                        ")",
                        ")");
        assertThat(Tokens.significant("INSERT INTO t VALUES (1), (2)", new PostgresLexer(), 3))
                .containsExactly("INSERT", "INTO", "T");
    }

    private static Arguments split(String name, String script, String... statements) {
        return arguments(name, script, List.of(statements));
    }

    private static Arguments refused(String name, String script, int line, String message) {
        return arguments(name, script, line, message);
    }
}
