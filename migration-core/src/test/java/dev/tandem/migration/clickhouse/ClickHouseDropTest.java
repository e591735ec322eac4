package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.Command;
import dev.tandem.migration.Deadline;
import dev.tandem.migration.MigrationSession;
import dev.tandem.migration.RunCancelledException;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.DatabaseSettings;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Project;
import dev.tandem.migration.sql.Settings;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClickHouseDropTest {
    private static final String LIMIT = "&clickhouse_setting_max_table_size_to_drop=";
    private static final String TABLE = "CREATE TABLE %s (i UInt64) ENGINE = MergeTree ORDER BY i;\n";

    @TempDir
    Path directory;

    private TestDatabase database;
    private Project project;

    @BeforeEach
    void createDatabase() {
        database = DatabasesForTests.clickhouse();
        project = new Project("clickhouse", database, directory.resolve("migrations"));
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void aTableThatIsTooLargeToBeDroppedIsNamedWithTheWayToAllowIt() {
        project.migration("1_a", TABLE.formatted("big") + "INSERT INTO big SELECT number FROM numbers(1000);\n", "");
        project.up();
        project.with(builder -> builder.url(database.jdbcUrl() + LIMIT + "1"));

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, this::drop);

        assertThat(failed)
                .hasMessageContaining(database.name() + ".big")
                .hasMessageContaining("force_drop_table")
                .hasMessageContaining("clickhouse_setting_max_table_size_to_drop=0")
                .hasMessageContaining("tandem.databases.clickhouse.url");
        assertThat(tables()).contains("big", "schema_migrations");

        project.with(builder -> builder.url(database.jdbcUrl() + LIMIT + "0"));
        drop();
        assertThat(tables()).isEmpty();
    }

    @Test
    void takesWhatDependsOnEachOtherInWhateverOrder() {
        project.migration(
                "1_all",
                TABLE.formatted("a") + TABLE.formatted("z_target")
                        + "CREATE DICTIONARY b_dictionary (i UInt64, j UInt64) PRIMARY KEY i"
                        + " SOURCE(CLICKHOUSE(TABLE 'a')) LAYOUT(FLAT()) LIFETIME(0);\n"
                        + "CREATE MATERIALIZED VIEW m_inner ENGINE = MergeTree ORDER BY i AS SELECT i FROM a;\n"
                        + "CREATE MATERIALIZED VIEW a_to TO z_target AS SELECT i FROM a;\n"
                        + "CREATE MATERIALIZED VIEW y_chained ENGINE = MergeTree ORDER BY i AS SELECT i FROM m_inner;\n"
                        + "CREATE VIEW b_view AS SELECT dictGet('b_dictionary', 'j', i) AS j FROM y_chained;\n"
                        + "CREATE TABLE z (i UInt64, j UInt64 DEFAULT dictGet('b_dictionary', 'j', i))"
                        + " ENGINE = MergeTree ORDER BY i;\n"
                        + "CREATE DICTIONARY c_dictionary (i UInt64, j UInt64) PRIMARY KEY i"
                        + " SOURCE(CLICKHOUSE(TABLE 'z')) LAYOUT(FLAT()) LIFETIME(0);\n"
                        + "INSERT INTO a SELECT number FROM numbers(10);\n",
                "");
        project.up();

        drop();

        assertThat(tables()).isEmpty();
    }

    @Test
    void stopsBetweenItsStatementsWhenTheRunEnds() throws SQLException {
        ClickHouseDialect dialect = new ClickHouseDialect();
        DatabaseSettings settings = Settings.url(database.jdbcUrl());
        try (Deadline deadline = Deadline.never();
                ClickHouseChannel channel = ClickHouseChannel.open(dialect, settings, "run", deadline)) {
            deadline.cancel("by the test");

            SQLException ended = catchThrowableOfType(
                    SQLException.class, () -> channel.updateAll(List.of("CREATE TABLE late (i Int8) ENGINE = Memory")));

            assertThat((Throwable) ended).hasMessageContaining("begins with: CREATE TABLE late");
        }
        assertThat(tables()).isEmpty();
    }

    @Test
    void aDropWhoseRunIsCancelledSaysSo() {
        project.migration("1_a", TABLE.formatted("a"), "");
        project.up();
        try (Deadline deadline = Deadline.never();
                MigrationSession session = project.sqlDatabase().connect("run", deadline)) {
            deadline.cancel("by the test");

            assertThat(catchThrowableOfType(RunCancelledException.class, session::drop))
                    .hasMessageContaining("by the test");
        }
        assertThat(tables()).contains("a");
    }

    @Test
    void onAClusterEveryHostDrops() {
        DatabaseSettings settings = Settings.cluster(null, "main");
        ClickHouseDialect dialect = new ClickHouseDialect();
        ClickHouseHistory history = new ClickHouseHistory(dialect, settings);
        ClickHouseDrop drop = new ClickHouseDrop(new Servers(dialect, "main"), history);

        assertThat(drop.sql(history.location("d", true, null, "ReplicatedMergeTree", "Atomic")))
                .contains("' ON CLUSTER `main`'")
                .contains("FROM clusterAllReplicas('main', system.tables)");
        assertThat(drop.sql(history.location("d", true, null, "ReplicatedMergeTree", "Replicated")))
                .doesNotContain("ON CLUSTER");
    }

    private void drop() {
        project.manager().run(new Command.Drop());
    }

    private List<String> tables() {
        return Jdbc.tables(database.jdbcUrl());
    }
}
