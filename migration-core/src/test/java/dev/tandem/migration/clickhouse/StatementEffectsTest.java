package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.Effects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementEffectsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE IF NOT EXISTS a CLONE AS b ENGINE = MergeTree ORDER BY i",
                "CREATE OR REPLACE TABLE view ENGINE = MergeTree ORDER BY i AS SELECT 1 AS i",
                "INSERT INTO a VALUES (1)",
                "CREATE TABLE a (i Int8) ENGINE = Memory"
            })
    void whatMayNotSimplyBeRunAgain(String sql) {
        assertThat(StatementEffects.afterUnknownEnd(sql)).isEqualTo(Effects.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE OR REPLACE VIEW v AS SELECT 1",
                "CREATE MATERIALIZED VIEW IF NOT EXISTS v TO t AS SELECT 1",
                "DROP TABLE IF EXISTS a",
                "SELECT 1",
                "SET max_threads = 1",
                "USE system"
            })
    void whatMaySimplyBeRunAgain(String sql) {
        assertThat(StatementEffects.afterUnknownEnd(sql)).isEqualTo(Effects.NONE);
    }

    @Test
    void aTableNamedViewIsNoView() {
        assertThat(StatementEffects.afterFailure("CREATE TABLE view ENGINE = Memory AS SELECT 1", 36))
                .isEqualTo(Effects.UNKNOWN);
    }
}
