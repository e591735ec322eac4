package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.Command;
import dev.tandem.migration.DeadlineExceededException;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.MissingDownException;
import dev.tandem.migration.RefusedException;
import dev.tandem.migration.embedded.TestDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every layout of files in which a migration may be written, on a real server. */
abstract class FileLayoutContract {

    @TempDir
    Path directory;

    TestDatabase database;
    Project project;

    abstract TestDatabase newDatabase();

    /** Creates a table with an id. */
    abstract String create(String table);

    /** Takes three seconds. */
    abstract String sleep();

    abstract boolean exists(String table);

    @BeforeEach
    void createDatabase() {
        database = newDatabase();
        project = new Project("main", database, directory.resolve("migrations"));
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    /** As users of golang-migrate write them who came from sql-migrate: run as a whole, it would undo itself. */
    @Test
    void anUpFileThatAlsoHoldsADownSectionRunsItsUpOnly() {
        project.write(
                "000005_add_metrics.up.sql",
                "-- Migration: add metrics\n-- +migrate Up\n" + create("metrics") + ";\n\n"
                        + "-- +migrate Down\nDROP TABLE IF EXISTS metrics;\n");

        project.up();
        assertThat(exists("metrics")).isTrue();
        assertThat(project.status().migrations().get(0).hasDown()).isTrue();

        project.down(1);
        assertThat(exists("metrics")).isFalse();
    }

    @Test
    void theDownFileWinsOverADownSectionAndMayHoldSectionsItself() {
        project.write(
                        "000005_add_metrics.up.sql",
                        "-- +migrate Up\n" + create("metrics") + ";\n-- +migrate Down\nDROP TABLE not_this;\n")
                .write(
                        "000005_add_metrics.down.sql",
                        "-- +migrate Up\nDROP TABLE nor_this;\n-- +migrate Down\nDROP TABLE metrics;\n");

        project.up();
        project.down(1);

        assertThat(exists("metrics")).isFalse();
    }

    @Test
    void aSingleFileOfDbmateGoesUpAndDown() {
        project.write(
                "20251126205953_create_example.sql",
                "-- migrate:up\n-- Description of what this migration does\n\n" + create("example")
                        + "\n\n-- migrate:down\n-- Rollback instructions\n\nDROP TABLE IF EXISTS example;\n");

        project.up();
        assertThat(exists("example")).isTrue();
        assertThat(project.status().current()).isEqualTo(20251126205953L);

        project.down(1);
        assertThat(exists("example")).isFalse();
    }

    @Test
    void aSingleFileOfGooseGoesUpAndDown() {
        project.write(
                "00001_create_example.sql",
                "-- +goose Up\n-- +goose StatementBegin\n" + create("example") + ";\n-- +goose StatementEnd\n"
                        + create("other") + ";\n\n-- +goose Down\nDROP TABLE other;\n-- +goose StatementBegin\n"
                        + "DROP TABLE example\n-- +goose StatementEnd\n");

        project.up();
        assertThat(exists("example") && exists("other")).isTrue();

        project.down(1);
        assertThat(exists("example") || exists("other")).isFalse();
    }

    @Test
    void numberedFilesGoForwardOnly() {
        for (String number : new String[] {"000", "001", "026"}) {
            project.write(
                    number + "_create_t.sql",
                    "-- " + number + "_create_t.sql\n-- Tables affected:\n--   - t" + number + ": new\n\n"
                            + create("t" + number) + ";\n");
        }

        project.up();

        assertThat(exists("t000") && exists("t001") && exists("t026")).isTrue();
        assertThat(project.states().values())
                .containsOnly(MigrationState.APPLIED)
                .hasSize(3);
        assertThat(catchThrowableOfType(MissingDownException.class, () -> project.down(1)))
                .isNotNull();
    }

    @Test
    void editingTheDownChangesNothingOfTheUp() {
        project.write("1_t.sql", "-- migrate:up\n" + create("t") + ";\n-- migrate:down\nDROP TABLE u;\n");
        project.up();
        project.write("1_t.sql", "-- migrate:up\n" + create("t") + ";\n-- migrate:down\nDROP TABLE t;\n");

        assertThat(project.states()).containsEntry(1L, MigrationState.APPLIED);
        project.down(1);

        assertThat(exists("t")).isFalse();
    }

    @Test
    void movingAMigrationToAnotherLayoutChangesNothing() {
        project.migration("1_t", create("t") + ";", "DROP TABLE t;");
        project.up();
        project.delete("1_t").write("1_t.sql", "-- migrate:up\n" + create("t") + "\n-- migrate:down\nDROP TABLE t");

        assertThat(project.states()).containsEntry(1L, MigrationState.APPLIED);
        assertThat(project.down(Command.ALL).steps()).hasSize(1);
    }

    @Test
    void theRecordedDownOfASectionTakesBackWhenTheFileIsGone() {
        project.write(
                "1_t.sql",
                "-- migrate:up\n" + create("t") + ";\n-- migrate:down\n-- tandem:timeout 30s\nDROP TABLE t;\n");
        project.up();
        project.delete("1_t");

        project.down(1);

        assertThat(exists("t")).isFalse();
    }

    @Test
    void aMalformedDownIsFoundBeforeItsUpRuns() {
        String up = "-- migrate:up\n" + create("t") + ";\n-- migrate:down\n";
        project.write("1_t.sql", up + "SELECT 'open;\n");

        InvalidMigrationException invalid = catchThrowableOfType(InvalidMigrationException.class, project::up);

        assertThat(invalid)
                .hasMessageContaining("A string is not closed.")
                .hasMessageContaining("1_t.sql:" + (up.lines().count() + 1));
        assertThat(exists("t")).isFalse();
    }

    @Test
    void aMigrationThatMayTakeLongerThanTheRunIsRefusedBeforeAnythingRuns() {
        project.timeout(Duration.ofMinutes(5))
                .write("1_t.sql", create("t") + ";")
                .write("2_backfill.sql", "-- tandem:timeout 30m\n" + create("u") + ";");

        RefusedException refused = catchThrowableOfType(RefusedException.class, project::up);

        assertThat(refused)
                .hasMessageContaining("main 2: backfill may take 30m")
                .hasMessageContaining("within 5m")
                .hasMessageContaining("2_backfill.sql")
                .hasMessageContaining(
                        "Run it as a Job, or on the command line without --timeout: migrate up --db main.");
        assertThat(exists("t")).isFalse();
    }

    @Test
    void aMigrationThatMayTakeAsLongAsTheRunIsNotRefused() {
        project.timeout(Duration.ofMinutes(5)).write("1_t.sql", "-- tandem:timeout 5m\n" + create("t") + ";");

        project.up();

        assertThat(exists("t")).isTrue();
    }

    @Test
    void aMigrationIsEndedAtItsOwnTimeout() {
        project.write("1_t.sql", create("t") + ";")
                .write("2_slow.sql", "-- tandem:timeout 500ms\n" + sleep() + ";\n" + create("u") + ";\n");

        DeadlineExceededException ended = catchThrowableOfType(DeadlineExceededException.class, project::up);

        assertThat(ended)
                .hasMessageContaining("The migration's own timeout of 0.5s passed during 2 slow")
                .hasMessageContaining("2_slow.sql");
        assertThat(exists("t")).isTrue();
        assertThat(exists("u")).isFalse();
    }

    @Test
    void placeholdersAreFilledInAndTheirValuesShownNowhere() {
        project.with(builder -> builder.placeholders(Map.of("name", "hidden_table", "down", "hidden_table")))
                .write("1_t.sql", "-- migrate:up\n" + create("${name}") + ";\n-- migrate:down\nDROP TABLE ${down};\n");
        StringBuilder dryRun = new StringBuilder();
        project.manager().dryRun(Command.up(), dryRun);

        project.up();

        assertThat(dryRun).contains("${name}").doesNotContain("hidden");
        assertThat(exists("hidden_table")).isTrue();
        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT down_sql FROM schema_migrations WHERE state = 'applied'"))
                .singleElement()
                .satisfies(down -> assertThat(down).isEqualTo("DROP TABLE ${down}\n\n;\n"));

        project.delete("1_t").down(1);
        assertThat(exists("hidden_table")).isFalse();
    }

    @Test
    void theValuesAreMaskedInWhatTheServerSays() {
        project.with(builder -> builder.placeholders(Map.of("secret", "hunter2_table")))
                .write("1_t.sql", "SELECT 1;\nSELECT\n  * FROM ${secret};\n");

        MigrationException failed = catchThrowableOfType(MigrationException.class, project::up);

        StringWriter trace = new StringWriter();
        failed.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).contains("${secret}").doesNotContain("hunter2");
        assertThat(failed.failure().sql()).isEqualTo("SELECT\n  * FROM ${secret}");
        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT error FROM schema_migrations WHERE state = 'failed'"))
                .singleElement()
                .satisfies(error -> assertThat(error).contains("${secret}").doesNotContain("hunter2"));
    }

    @Test
    void anUnknownPlaceholderIsFoundBeforeAnythingRuns() {
        project.with(builder -> builder.placeholders(Map.of("name", "t")))
                .write("1_t.sql", create("t") + ";")
                .write("2_u.sql", "SELECT 1;\nSELECT '${nam}';\n");

        InvalidMigrationException invalid = catchThrowableOfType(InvalidMigrationException.class, project::up);

        assertThat(invalid)
                .hasMessageContaining("The placeholder ${nam} is not configured.")
                .hasMessageContaining("2_u.sql:2");
        assertThat(exists("t")).isFalse();
    }

    @Test
    void aNameThatNoPlaceholderCanHaveIsRefused() {
        project.with(builder -> builder.placeholders(Map.of("my name", "t")));

        assertThat(catchThrowableOfType(InvalidConfigurationException.class, project::sqlDatabase))
                .hasMessageContaining("'my name' is no name for a placeholder.");
    }
}
