package dev.tandem.migration.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.clickhouse.ClickHouseLexer;
import dev.tandem.migration.postgres.PostgresLexer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectivesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-- migrate:down",
                "--migrate:down",
                "--   MIGRATE : DOWN  ",
                "-- migrate:down transaction:false",
                "-- +migrate Down",
                "--+migrate down",
                "-- + Migrate  DOWN notransaction",
                "-- +goose Down",
                "--\t+goose\tdown\r",
            })
    void refusesADownSection(String directive) {
        String script = "-- migrate:up\nCREATE TABLE t (a int);\n" + directive + "\nDROP TABLE t;\n";

        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(() -> Scripts.of(script, PostgresLexer::new).statements())
                .satisfies(e -> {
                    assertThat(e.failure().location()).isEqualTo(Scripts.LOCATION);
                    assertThat(e.failure().line()).isEqualTo(3);
                    assertThat(e.failure().action()).contains(".down.sql");
                });
        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(() -> Scripts.of(script, ClickHouseLexer::new).statements());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"CREATE TABLE t (a int)\n-- migrate:down\n;DROP TABLE t", "SELECT 1; -- +goose Down\nSELECT 2"})
    void refusesADownSectionWhereverItBegins(String script) {
        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(() -> Scripts.of(script, PostgresLexer::new).statements());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-- migrate:up transaction:false",
                "--migrate:up  foo:bar Transaction : False",
                "-- +migrate Up notransaction",
                "-- +goose NO TRANSACTION",
                "-- +GOOSE no  transaction"
            })
    void refusesToRunATransactionalScriptWithoutTransaction(String directive) {
        byte[] script = ("\n" + directive + "\nSELECT 1;").getBytes(StandardCharsets.UTF_8);

        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(() -> new SqlScript(Scripts.source(script), PostgresLexer::new, true).statements())
                .satisfies(e -> {
                    assertThat(e.failure().line()).isEqualTo(2);
                    assertThat(e.failure().message()).contains("without a transaction");
                });
        assertThat(new SqlScript(Scripts.source(script), ClickHouseLexer::new, false).statements())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-- migrate:up",
                "-- migrate:up transaction:true",
                "-- +migrate Up",
                "-- +migrate StatementBegin",
                "-- +goose Up",
                "-- +goose StatementBegin",
                "-- +goose StatementEnd",
                "-- migrate:download",
                "-- how to migrate:down",
                "-- + goose downs",
                "/* -- migrate:down */",
                "/* migrate:down */",
                "--",
                "-- m",
                "SELECT '-- migrate:down\n-- migrate:down\n';",
                "SELECT $$\n-- +goose Down\n$$;"
            })
    void passesOverEveryOtherComment(String comment) {
        assertThat(Scripts.sql(Scripts.of(comment + "\nSELECT 1;", PostgresLexer::new)))
                .endsWith("SELECT 1");
    }
}
