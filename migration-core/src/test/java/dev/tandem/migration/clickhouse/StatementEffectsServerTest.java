package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.migration.MigrationState;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Project;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server really leaves behind, where the code of its error alone would deceive. */
class StatementEffectsServerTest {

    @Test
    void anInsertThatFailedInAViewIsDirtyBecauseItsRowsMayBeThere(@TempDir Path folder) {
        try (TestDatabase database = DatabasesForTests.clickhouse()) {
            Project project = new Project("main", database, folder)
                    .migration("1_view", """
                            CREATE TABLE a (id UInt64) ENGINE = MergeTree ORDER BY id;
                            CREATE TABLE b (id UInt64) ENGINE = MergeTree ORDER BY id;
                            CREATE TABLE wanted (id UInt64) ENGINE = MergeTree ORDER BY id;
                            CREATE MATERIALIZED VIEW v TO b AS
                                SELECT id FROM a WHERE id IN (SELECT id FROM wanted);
                            DROP TABLE wanted;
                            """, "")
                    .migration("2_rows", "INSERT INTO a SELECT number FROM numbers(10);", "");

            assertThatThrownBy(project::up)
                    .isInstanceOf(StatementFailedException.class)
                    .hasMessageContaining("(UNKNOWN_TABLE)");

            assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count() FROM a")).isEqualTo(10);
            assertThat(project.states()).containsEntry(2L, MigrationState.DIRTY);
        }
    }

    @Test
    void anInsertIntoATableThatIsNotThereHasLeftNothing(@TempDir Path folder) {
        try (TestDatabase database = DatabasesForTests.clickhouse()) {
            Project project = new Project("main", database, folder)
                    .migration("1_rows", "INSERT INTO nope SELECT number FROM numbers(10);", "");

            assertThatThrownBy(project::up).hasMessageContaining("(UNKNOWN_TABLE)");

            assertThat(project.states()).containsEntry(1L, MigrationState.PENDING);
        }
    }
}
