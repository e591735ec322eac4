package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.Action;
import dev.tandem.migration.Effects;
import dev.tandem.migration.MigrationId;
import dev.tandem.migration.clickhouse.ClickHouseDialect;
import dev.tandem.migration.postgres.PostgresDialect;
import dev.tandem.migration.sql.HistoryEvent.State;
import org.junit.jupiter.api.Test;

class HistoryTableTest {
    private static final String HOSTILE = "it's \\' a\n\"b\" `c`; -- ${d} ? {e:f}";

    private static HistoryTable.Row row(String name, String down, String error) {
        return new HistoryTable.Row(
                8,
                3,
                "run",
                "o'brien@host",
                MigrationId.of(20251126205953L),
                name,
                Action.UP,
                State.APPLIED,
                2,
                2,
                "v1:f",
                "v1:s",
                Effects.NONE,
                "at \\' 7",
                down,
                error);
    }

    @Test
    void writesLiteralsOfPostgres() {
        String sql = new HistoryTable(new PostgresDialect()).append("t", row(HOSTILE, null, null), "12");

        assertThat(sql)
                .isEqualTo(
                        "INSERT INTO t (seq, fence, run_id, applied_by, at, duration_ms, version, name, action, state,"
                                + " statement, statements, fingerprint, script, effects, cursor, down_sql, error) VALUES (8, 3, E'run',"
                                + " E'o''brien@host', clock_timestamp(), 12, 20251126205953,"
                                + " E'it''s \\\\'' a\n\"b\" `c`; -- ${d} ? {e:f}',"
                                + " E'up', E'applied', 2, 2, E'v1:f', E'v1:s', E'none', E'at \\\\'' 7',"
                                + " NULL, NULL)");
    }

    @Test
    void writesLiteralsOfClickHouse() {
        String sql = new HistoryTable(new ClickHouseDialect()).append("t", row(HOSTILE, "DROP 'x'", "no\\"), "12");

        assertThat(sql)
                .endsWith("VALUES (8, 3, 'run', 'o\\'brien@host', now64(3), 12, 20251126205953,"
                        + " 'it\\'s \\\\\\' a\n\"b\" `c`; -- ${d} ? {e:f}',"
                        + " 'up', 'applied', 2, 2, 'v1:f', 'v1:s', 'none', 'at \\\\\\' 7', 'DROP \\'x\\'', 'no\\\\')");
    }

    @Test
    void leavesOutWhatPostgresCannotStore() {
        assertThat(new PostgresDialect().literal("a\0b")).isEqualTo("E'ab'");
    }

    @Test
    void quotesIdentifiers() {
        assertThat(new TableLocation("my \"s\"", "t", true, null).qualified(new PostgresDialect()))
                .isEqualTo("\"my \"\"s\"\"\".\"t\"");
        assertThat(new TableLocation("d`b", "t\\", true, null).qualified(new ClickHouseDialect()))
                .isEqualTo("`d\\`b`.`t\\\\`");
    }

    @Test
    void readsEventsInTheirOrderAndNeverTheDowns() {
        assertThat(new HistoryTable(new PostgresDialect()).read("t", "'c'"))
                .endsWith(" FROM t WHERE cursor IS NULL OR seq = (SELECT max(seq) FROM t WHERE cursor IS NOT NULL)"
                        + " OR (fence, seq) IN (SELECT fence, seq FROM t WHERE cursor IS NOT NULL"
                        + " ORDER BY fence DESC, seq DESC LIMIT 1) ORDER BY fence, seq")
                .contains("down_sql IS NOT NULL")
                .doesNotContain("down_sql,");
    }

    @Test
    void readsTheDownThatWasRecordedLast() {
        assertThat(new HistoryTable(new PostgresDialect()).readDown("t", MigrationId.of(5)))
                .contains("version = 5")
                .endsWith("ORDER BY fence DESC, seq DESC LIMIT 1");
    }
}
