package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.Direction;
import dev.tandem.migration.MigrationId;
import dev.tandem.migration.Script;
import dev.tandem.migration.Step;
import dev.tandem.migration.clickhouse.ClickHouseDialect;
import dev.tandem.migration.postgres.PostgresDialect;
import dev.tandem.migration.script.Placeholders;
import dev.tandem.migration.script.Scripts;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordedDownTest {
    private static final Step STEP = new Step("main", Direction.DOWN, MigrationId.of(4), "x", 0);

    private static Script script(Dialect dialect, String text) {
        return dialect.file(Scripts.source(text.getBytes(StandardCharsets.UTF_8)), Placeholders.NONE)
                .down();
    }

    private static void splitsIntoTheSameAgain(Dialect dialect, String text) {
        Script down = script(dialect, text);

        Script recorded = RecordedDown.script(dialect, Placeholders.NONE, "t", STEP, RecordedDown.text(dialect, down));

        // Rows at the end of a file may end without a line end there, and with one here.
        assertThat(Scripts.sql(recorded).stream().map(String::stripTrailing))
                .isNotEmpty()
                .containsExactlyElementsOf(
                        Scripts.sql(down).stream().map(String::stripTrailing).toList());
        assertThat(recorded.fingerprint()).isEqualTo(down.fingerprint());
        assertThat(recorded.statements()).isEqualTo(down.statements());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP TABLE a",
                "DROP TABLE a; DROP TABLE b;",
                "-- why\nDROP TABLE a; -- because\n/* and */ DROP TABLE b /* end */ ;;",
                "DELETE FROM a WHERE b = 'x;y' AND c = E'\\';' -- one; two\n AND d = 1;SELECT 1",
                "CREATE FUNCTION f() RETURNS int AS $x$ SELECT ';'; $y$; $x$ LANGUAGE sql; DROP TABLE a",
                "DO $$ BEGIN DROP TABLE a;\n\n; DROP TABLE b; END $$;\nDROP TABLE c;",
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END; DROP TABLE a;",
                "CREATE RULE r AS ON INSERT TO a DO (SELECT 1; SELECT 2); DROP TABLE a;",
                "DROP TABLE \"a;b\";\r\nDROP TABLE c;\r\n",
                "DROP TABLE b; COPY a FROM stdin; -- rows\n1\té\n;\n\\.\nSELECT 1; COPY c FROM stdin;\n1\n2"
            })
    void keepsTheStatementsOfPostgres(String text) {
        splitsIntoTheSameAgain(new PostgresDialect(), text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP TABLE a; DROP TABLE b SYNC;",
                "INSERT INTO t FORMAT CSV\n1,\"a;b\"\n2,'c\n\nDROP TABLE a;",
                "INSERT INTO t FORMAT CSV\n1,a;\n2,b;",
                "INSERT INTO t FORMAT CSV\r\n1,a;\r\n\r\nDROP TABLE b;\r\n",
                "INSERT INTO t FORMAT JSONEachRow {\"a\": \"x;y\"}\n{\"a\": 1}\n\nINSERT INTO t FORMAT TSV\n1\t;\n",
                "INSERT INTO t SETTINGS async_insert = 0 FORMAT TSV\n1\n",
                "INSERT INTO t VALUES (1, ';'), (2, 'it\\'s;'); DROP TABLE a # why; not\n;",
                "CREATE VIEW v AS SELECT $x$ ; $x$; DROP VIEW w",
                "ALTER TABLE t DELETE WHERE a = 'x\\\\'; SELECT 1"
            })
    void keepsTheStatementsOfClickHouse(String text) {
        splitsIntoTheSameAgain(new ClickHouseDialect(), text);
    }

    @Test
    void withoutADownNothingIsRecorded() {
        assertThat(RecordedDown.text(new PostgresDialect(), null)).isNull();
    }

    @Test
    void anEmptyDownIsRecordedAsOneThatDoesNothing() {
        String text =
                RecordedDown.text(new PostgresDialect(), script(new PostgresDialect(), "-- nothing to take back\n"));

        assertThat(text).isEmpty();
        assertThat(Scripts.sql(RecordedDown.script(new PostgresDialect(), Placeholders.NONE, "t", STEP, text)))
                .isEmpty();
    }

    @Test
    void aVeryLongOneIsNotRecorded() {
        String statement = "SELECT '" + "x".repeat(600_000) + "';";

        assertThat(RecordedDown.text(new PostgresDialect(), script(new PostgresDialect(), statement)))
                .hasSizeGreaterThan(600_000);
        assertThat(RecordedDown.text(new PostgresDialect(), script(new PostgresDialect(), statement + statement)))
                .isNull();
    }

    @Test
    void saysWhereItIsFrom() {
        assertThat(RecordedDown.script(new PostgresDialect(), Placeholders.NONE, "\"public\".\"t\"", STEP, "SELECT 1")
                        .location())
                .isEqualTo("the down of version 4 recorded in \"public\".\"t\"");
    }
}
