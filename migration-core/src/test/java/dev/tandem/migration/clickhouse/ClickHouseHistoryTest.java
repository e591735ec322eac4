package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Project;
import dev.tandem.migration.sql.Settings;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is for clusters is looked at as text only: no cluster executes it here. */
class ClickHouseHistoryTest {
    private static final String SHARED_PATH =
            "ReplicatedMergeTree('/clickhouse/tables/tandem/d/schema_migrations', '{shard}-{replica}')";

    @Test
    void onAClusterItIsOneReplicationGroupOverAllShards() {
        assertThat(create(null, "Atomic"))
                .startsWith("CREATE TABLE IF NOT EXISTS `d`.`schema_migrations` ON CLUSTER `main` (seq")
                .contains("ENGINE = " + SHARED_PATH + " ORDER BY (version, seq, run_id) COMMENT");
    }

    @Test
    void aReplicatedDatabaseIsAskedForNoClusterAndNoPath() {
        assertThat(create(null, "Replicated"))
                .startsWith("CREATE TABLE IF NOT EXISTS `d`.`schema_migrations` (seq")
                .contains("ENGINE = ReplicatedMergeTree ORDER BY");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    ReplicatedReplacingMergeTree                   | ReplicatedReplacingMergeTree('/clickhouse/tables/tandem/d/schema_migrations', '{shard}-{replica}')
                    ReplicatedMergeTree() ORDER BY (seq)           | ReplicatedMergeTree('/clickhouse/tables/tandem/d/schema_migrations', '{shard}-{replica}') ORDER BY (seq)
                    ReplicatedMergeTree('/all/h', '{replica}')     | ReplicatedMergeTree('/all/h', '{replica}')
                    SharedMergeTree                                | SharedMergeTree
                    """)
    void theConfiguredEngineGetsThePathThatItLacks(String engine, String created) {
        assertThat(create(engine, "Atomic")).contains("ENGINE = " + created + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MergeTree", "ReplacingMergeTree", "ReplicatedMergeTree('/t/{shard}/h', '{replica}')"})
    void anEngineThatGivesEachShardAHistoryOfItsOwnIsRefused(String engine) {
        assertThatThrownBy(() -> new ClickHouseDialect().check(Settings.cluster(engine, "main")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("history of its own");
    }

    @Test
    void whatIsWrittenAndReadOnAClusterIsWhatMostReplicasHave() {
        assertThat(ClickHouseHistory.WRITING)
                .containsEntry("insert_quorum", "auto")
                .containsEntry("insert_quorum_parallel", "0");
        assertThat(ClickHouseHistory.READING).containsEntry("select_sequential_consistency", "1");
    }

    @Test
    void runningStatementsAreLookedForAndEndedOnEveryReplica() {
        RunningStatement running =
                new RunningStatement(new Servers(new ClickHouseDialect(), "main"), "run-1-2-3", sql -> {
                    throw new AssertionError("Nothing is asked: " + sql);
                });

        assertThat(running.count())
                .contains("FROM clusterAllReplicas('main', system.processes)")
                .contains("query_id = 'run-1-2-3' OR endsWith(Settings['log_comment'], ' run-1-2-3')");
        assertThat(running.kill())
                .startsWith("KILL QUERY ON CLUSTER `main` WHERE (query_id = ")
                .endsWith(" ASYNC");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SummingMergeTree", "AggregatingMergeTree"})
    void aTableThatIsThereWithAnEngineThatLosesEventsIsNotWrittenTo(String engine, @TempDir Path directory) {
        try (TestDatabase database = DatabasesForTests.clickhouse()) {
            Project project = new Project("clickhouse", database, directory);
            project.migration("1_a", "CREATE TABLE a (i UInt64) ENGINE = MergeTree ORDER BY i;", "");
            project.up();
            Jdbc.execute(
                    database.jdbcUrl(),
                    "CREATE TABLE other ENGINE = " + engine
                            + " ORDER BY (fence, seq, run_id, applied_by, at, duration_ms,"
                            + " version, name, action, state, statement, statements, fingerprint, script, effects,"
                            + " cursor, down_sql, error) SETTINGS allow_nullable_key = 1 AS SELECT * FROM schema_migrations",
                    "EXCHANGE TABLES other AND schema_migrations");
            project.migration("2_b", "CREATE TABLE b (i UInt64) ENGINE = MergeTree ORDER BY i;", "");

            assertThatThrownBy(project::up)
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining("is there with the engine " + engine);

            assertThat(Jdbc.strings(database.jdbcUrl(), "SHOW TABLES")).doesNotContain("b");
        }
    }

    private static String create(String engine, String databaseEngine) {
        ClickHouseHistory history = new ClickHouseHistory(new ClickHouseDialect(), Settings.cluster(engine, "main"));
        return history.create(history.location("d", false, null, "", databaseEngine), LockKind.KEEPER_MAP);
    }
}
