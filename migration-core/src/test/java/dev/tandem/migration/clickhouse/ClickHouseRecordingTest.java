package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.Command.Force;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.StepResult.Outcome;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Project;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClickHouseRecordingTest {

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
    void whatWasRecordedBeforeAFailureStaysAndTheNextRunGoesOn() {
        for (int version = 1; version <= 3; version++) {
            project.migration(version + "_a", "CREATE TABLE a" + version + " (i Int8) ENGINE = Memory;", "");
        }
        project.manager().run(new Force(1L));
        Jdbc.execute(database.jdbcUrl(), "ALTER TABLE schema_migrations ADD CONSTRAINT c CHECK version < 3");

        StatementFailedException failed = catchThrowableOfType(
                StatementFailedException.class, () -> project.manager().run(new Force(3L)));

        assertThat(failed.report().steps())
                .extracting(result -> result.outcome())
                .containsExactly(Outcome.APPLIED, Outcome.FAILED);
        assertThat(project.status().current()).isEqualTo(2L);
        Jdbc.execute(database.jdbcUrl(), "ALTER TABLE schema_migrations DROP CONSTRAINT c");
        project.manager().run(new Force(3L));
        assertThat(project.status().current()).isEqualTo(3L);
    }
}
