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
}
