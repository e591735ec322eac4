package dev.tandem.migration.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.clickhouse.ClickHouseLexer;
import dev.tandem.migration.postgres.PostgresLexer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceholdersTest {
    private static final List<Supplier<Lexer>> LEXERS = List.of(PostgresLexer::new, ClickHouseLexer::new);
    private static final Placeholders SOME =
            Placeholders.of(Map.of("role", "app_user", "pass-word", "s3cr;et", "a.b", "$1\\", "n", "7"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "GRANT SELECT ON t TO ${role}              | GRANT SELECT ON t TO app_user",
                "SELECT '${pass-word}', ${n}               | SELECT 's3cr;et', 7",
                "SELECT '${a.b}'                           | SELECT '$1\\'",
                "SELECT $$ ${role} $$                      | SELECT $$ app_user $$",
                "SELECT $f$${role}$f$                      | SELECT $f$app_user$f$",
                "SELECT $$${role}$$                        | SELECT $$app_user$$",
                "SELECT $${role}$$                         | SELECT $${role}$$",
                "SELECT $j${role}$j$                       | SELECT $j${role}$j$",
                "SELECT '$${role} ${role}'                 | SELECT '${role} app_user'",
                "SELECT /* ${role} ${what} */ ${role}      | SELECT /* ${role} ${what} */ app_user",
                "SELECT '{role}', '${1}', '$role', '${a b}' | SELECT '{role}', '${1}', '$role', '${a b}'",
                "SELECT {role:String}, '{macro}'           | SELECT {role:String}, '{macro}'",
            })
    void fillsInTheValuesAndNothingElse(String sql, String expected) {
        for (Supplier<Lexer> lexers : LEXERS) {
            SqlStatement statement =
                    Scripts.read(script(sql.strip(), lexers, SOME)).get(0);
            assertThat(statement.executable()).isEqualTo(expected.strip());
            assertThat(statement.sql()).isEqualTo(sql.strip());
            assertThat(statement.toString()).doesNotContain("app_user", "s3cr");
        }
    }

    @Test
    void touchesNothingWhenNoneAreConfigured() {
        SqlStatement statement = Scripts.read(
                        script("SELECT '${role}', '$${role}'", PostgresLexer::new, Placeholders.NONE))
                .get(0);

        assertThat(statement.executable()).isEqualTo("SELECT '${role}', '$${role}'");
    }

    @Test
    void aValueChangesNeitherTheFingerprintNorWhereAStatementEnds() {
        Script with = script("SELECT '${pass-word}'; SELECT ${n}", PostgresLexer::new, SOME);
        Script without = script("SELECT '${pass-word}'; SELECT ${n}", PostgresLexer::new, Placeholders.NONE);

        assertThat(with.fingerprint()).isEqualTo(without.fingerprint());
        assertThat(with.statements()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1;\nSELECT ${role},\n  '${what}'",
                "\n-- ${ok}\nSELECT $$${what}$$",
                "-- migrate:up\n\nSELECT ${what}\n-- migrate:down\nSELECT 1"
            })
    void namesFileAndLineOfAnUnknownOne(String sql) {
        for (Supplier<Lexer> lexers : LEXERS) {
            Script script = script(sql, lexers, SOME);
            Failure failure = catchThrowableOfType(InvalidMigrationException.class, script::statements)
                    .failure();
            assertThat(failure.location()).isEqualTo(Scripts.LOCATION);
            assertThat(failure.line()).isEqualTo(3);
            assertThat(failure.message()).isEqualTo("The placeholder ${what} is not configured.");
            assertThat(failure.action()).contains("$${what}").contains("a.b, n, pass-word, role");
        }
    }

    @Test
    void putsTheNamesBackIntoAMessage() {
        Placeholders nested = Placeholders.of(Map.of("short", "secret", "long", "secret-er", "n", "1"));

        assertThat(nested.mask("at secret-er, secret and 1")).isEqualTo("at ${long}, ${short} and 1");
        assertThat(Placeholders.NONE.mask("secret")).isEqualTo("secret");
    }

    private static Script script(String sql, Supplier<Lexer> lexers, Placeholders placeholders) {
        return new SqlFile(Scripts.source(sql.getBytes(StandardCharsets.UTF_8)), lexers, true, placeholders).up();
    }
}
