package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.sql.Settings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryEngineTest {
    private static final String KEY = " ORDER BY (version, seq, run_id)";

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"MergeTree", " MergeTree\n"})
    void isAMergeTreeSortedByItsEvents(String engine) {
        assertThat(HistoryEngine.of(Settings.engine(engine))).isEqualTo("ENGINE = MergeTree" + KEY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MergeTree()",
                "ReplacingMergeTree",
                "ReplacingMergeTree(seq)",
                "ReplicatedMergeTree('/t/{shard}', '{replica}')",
                "ReplicatedReplacingMergeTree",
                "SharedMergeTree",
                "SharedReplacingMergeTree()"
            })
    void takesWhatKeepsEveryEvent(String engine) {
        assertThat(HistoryEngine.of(Settings.engine(engine))).isEqualTo("ENGINE = " + engine + KEY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"MergeTree ORDER BY seq", "MergeTree() order by (version, seq)", "MergeTree ORDER\n  BY seq"})
    void leavesAnOrderThatIsGiven(String engine) {
        assertThat(HistoryEngine.of(Settings.engine(engine))).isEqualTo("ENGINE = " + engine);
    }

    @ParameterizedTest
    @CsvSource({
        "SummingMergeTree",
        "AggregatingMergeTree",
        "ReplicatedSummingMergeTree",
        "CollapsingMergeTree(sign)",
        "VersionedCollapsingMergeTree",
        "GraphiteMergeTree",
        "Log",
        "Memory",
        "Null",
        "Distributed",
        "mergetree",
        "(",
        "''"
    })
    void refusesWhatDoesNot(String engine) {
        assertThatThrownBy(() -> HistoryEngine.of(Settings.engine(engine)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("tandem.databases.main.engine")
                .hasMessageContaining("ReplacingMergeTree");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MergeTree ORDER BY (version, seq, run_id) AS SELECT * FROM secrets",
                "MergeTree ORDER BY seq; DROP TABLE canary",
                "MergeTree ORDER BY seq PARALLEL WITH DROP TABLE canary",
                "MergeTree ORDER BY seq TTL at + INTERVAL 1 DAY",
                "MergeTree ORDER BY seq COMMENT 'x'",
                "MergeTree) ENGINE = MergeTree ORDER BY (seq",
                "MergeTree -- ORDER BY seq",
                "MergeTree /* ORDER BY seq */",
                "MergeTree('unclosed)",
                "MergeTree ORDER BY seq FORMAT Null"
            })
    void whatWouldAddToTheStatementIsRefused(String engine) {
        assertThatThrownBy(() -> HistoryEngine.of(Settings.engine(engine)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("is more than an engine, its key and its settings")
                .hasMessageContaining("tandem.databases.main.engine");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MergeTree PARTITION BY toYYYYMM(at) ORDER BY (version, seq, run_id) SETTINGS index_granularity = 1024, storage_policy = 'x'",
                "MergeTree() PRIMARY KEY (version) ORDER BY (version, seq, run_id)",
            })
    void keysAndSettingsBehindItAreTaken(String engine) {
        assertThat(HistoryEngine.of(Settings.engine(engine))).isEqualTo("ENGINE = " + engine);
    }
}
