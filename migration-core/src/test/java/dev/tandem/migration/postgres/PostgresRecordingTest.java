package dev.tandem.migration.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.Command.Force;
import dev.tandem.migration.LostLockException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Script;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.Step;
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

/** Steps that only record are one transaction, behind the guard of every other one. */
class PostgresRecordingTest {

    @TempDir
    Path directory;

    private TestDatabase database;
    private Project project;

    @BeforeEach
    void createDatabaseAtVersionOne() {
        database = DatabasesForTests.postgres();
        project = new Project("postgres", database, directory.resolve("migrations"));
        for (int version = 1; version <= 3; version++) {
            project.migration(version + "_a", "CREATE TABLE a" + version + " (i int);", "");
        }
        project.manager().run(new Force(1L));
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void allIsRecordedOrNothing() {
        Jdbc.execute(database.jdbcUrl(), "ALTER TABLE schema_migrations ADD CHECK (version < 3)");

        StatementFailedException failed = catchThrowableOfType(
                StatementFailedException.class, () -> project.manager().run(new Force(3L)));

        assertThat(failed).hasMessageContaining("The history could not be written");
        assertThat(failed.report().steps())
                .extracting(result -> result.outcome())
                .containsExactly(Outcome.FAILED, Outcome.NOT_RUN);
        assertThat(project.status().current()).isEqualTo(1L);
    }

    @Test
    void nothingIsRecordedWhenTheHistoryIsNotAsItWasRead() {
        project.listener(new MigrationListener() {
            @Override
            public void stepStarted(Step step, Script script) {
                Jdbc.execute(
                        database.jdbcUrl(),
                        "INSERT INTO schema_migrations SELECT (jsonb_populate_record(h, '{\"seq\": 2}')).*"
                                + " FROM schema_migrations h");
            }
        });

        LostLockException lost = catchThrowableOfType(
                LostLockException.class, () -> project.manager().run(new Force(3L)));

        assertThat(lost).isNotNull();
        assertThat(project.status().current()).isEqualTo(1L);
    }
}
