package dev.tandem.migration.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.clickhouse.ClickHouseLexer;
import dev.tandem.migration.postgres.PostgresLexer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTest {
    private static final String SCRIPT = "CREATE TABLE t (a text);\nINSERT INTO t VALUES ('x y');";

    @Test
    void isTheChainThatItsDocumentationStates() throws Exception {
        byte[] chain = new byte[32];
        for (String normalised : List.of("CREATE TABLE t (a text)", "INSERT INTO t VALUES ('é\n😀')")) {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(chain);
            chain = sha256.digest(normalised.getBytes(StandardCharsets.UTF_8));
        }

        assertThat(postgres("CREATE /* x */ TABLE t\n\n(a text) ; INSERT INTO t VALUES ('é\r\n😀') -- end"))
                .isEqualTo("v1:" + HexFormat.of().formatHex(chain, 0, 16));
    }

    @Test
    void staysWhatItWasInEarlierReleases() {
        assertThat(postgres(SCRIPT)).isEqualTo("v1:f5be3c55b131af3f07e1b51ef00c9857");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE t (a text);INSERT INTO t VALUES ('x y')",
                "-- why\nCREATE TABLE t (a text);\n/* and */ INSERT INTO t VALUES ('x y'); -- done",
                "CREATE -- a\n TABLE/* b */t (a text);\nINSERT INTO t/* c /* d */ */ VALUES ('x y');",
                "  CREATE\n\tTABLE  t (a\r\ntext)\n;;\n INSERT INTO t\n    VALUES ('x y')  ;\n",
                "\uFEFFCREATE TABLE t (a text);\r\nINSERT INTO t VALUES ('x y');\r\n"
            })
    void isTheSameForOtherCommentsAndOtherWhiteSpace(String edited) {
        assertThat(postgres(edited)).isEqualTo(postgres(SCRIPT));
        assertThat(clickHouse(edited)).isEqualTo(clickHouse(SCRIPT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE t (a text);\nINSERT INTO t VALUES ('x  y');",
                "CREATE TABLE t (a text);\nINSERT INTO t VALUES ('x\ny');",
                "CREATE TABLE t (a text);\nINSERT INTO t VALUES ('X y');",
                "CREATE TABLE t (a text);\nINSERT INTO t VALUES ('x/**/ y');",
                "CREATE TABLE T (a text);\nINSERT INTO t VALUES ('x y');",
                "CREATE TABLE t (a text)\nINSERT INTO t VALUES ('x y');",
                "CREATE TABLE t; (a text)\nINSERT INTO t VALUES ('x y');",
                "CREATE TABLE t (a te xt);\nINSERT INTO t VALUES ('x y');",
                "INSERT INTO t VALUES ('x y');\nCREATE TABLE t (a text);",
                "CREATE TABLE t (a text);\nINSERT INTO t VALUES ('x y'); SELECT 1"
            })
    void isAnotherForOtherTokensOrBoundaries(String edited) {
        assertThat(postgres(edited)).isNotEqualTo(postgres(SCRIPT));
        assertThat(clickHouse(edited)).isNotEqualTo(clickHouse(SCRIPT));
    }

    @Test
    void isTheSameForTheStatementsBeforeTheFirstThatChanged() {
        List<SqlStatement> before = Scripts.read(Scripts.of("SELECT 1; SELECT 2; SELECT 3", PostgresLexer::new));
        List<SqlStatement> after = Scripts.read(Scripts.of("SELECT 1; -- x\nSELECT 4; SELECT 3", PostgresLexer::new));

        assertThat(after.get(0).fingerprint()).isEqualTo(before.get(0).fingerprint());
        assertThat(after.get(1).fingerprint()).isNotEqualTo(before.get(1).fingerprint());
        assertThat(after.get(2).fingerprint()).isNotEqualTo(before.get(2).fingerprint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT 'a\r\nb'", "SELECT $$a\r\n\r\nb$$", "SELECT \"a\r\nb\""})
    void isTheSameForCrlfInLiterals(String crlf) {
        String lf = crlf.replace("\r\n", "\n");

        assertThat(postgres(crlf)).isEqualTo(postgres(lf));
        assertThat(clickHouse(crlf)).isEqualTo(clickHouse(lf));
    }

    @Test
    void keepsACarriageReturnThatEndsNoLine() {
        assertThat(postgres("SELECT 'a\rb'"))
                .isNotEqualTo(postgres("SELECT 'a\nb'"))
                .isNotEqualTo(postgres("SELECT 'ab'"));
    }

    @Test
    void takesInlineDataVerbatimButForItsLastLineEnd() {
        String rows = clickHouse("INSERT INTO t FORMAT CSV\n1, 2\n-- 3");

        assertThat(clickHouse("INSERT  INTO t FORMAT /**/ CSV\r\n1, 2\r\n-- 3\r\n"))
                .isEqualTo(rows);
        assertThat(clickHouse("INSERT INTO t FORMAT CSV\n1, 2\n-- 3\n\n")).isEqualTo(rows);
        assertThat(clickHouse("INSERT INTO t FORMAT CSV\n1,  2\n-- 3")).isNotEqualTo(rows);
        assertThat(clickHouse("INSERT INTO t FORMAT CSV\n1, 2\n-- 4")).isNotEqualTo(rows);
    }

    private static String postgres(String script) {
        return Scripts.of(script, PostgresLexer::new).fingerprint();
    }

    private static String clickHouse(String script) {
        return Scripts.of(script, ClickHouseLexer::new).fingerprint();
    }
}
