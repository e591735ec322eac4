package dev.tandem.migration.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Project;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several statements between StatementBegin and StatementEnd, which are sent as one. */
class PostgresBlockTest {

    @TempDir
    Path directory;

    private TestDatabase database;
    private Project project;

    @BeforeEach
    void createDatabase() {
        database = DatabasesForTests.postgres();
        project = new Project("postgres", database, directory.resolve("migrations"));
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    private static String block(String... statements) {
        return "-- +goose StatementBegin\n" + String.join(";\n", statements) + ";\n-- +goose StatementEnd\n";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COMMIT",
                "commit and chain",
                "END",
                "/* x */ ROLLBACK",
                "BEGIN",
                "START TRANSACTION",
                "PREPARE TRANSACTION 'x'",
                "VACUUM a",
                "CREATE INDEX CONCURRENTLY a_i ON a (i)",
                "DO $$ BEGIN COMMIT; END $$",
                "SET standard_conforming_strings = off"
            })
    void whatCannotBeInATransactionIsRefusedWithItsLineBeforeAnythingRuns(String statement) {
        project.migration("1_a", "CREATE TABLE a (i int);", "");
        project.migration("2_first", block(statement, "SELECT 1"), "");

        assertRefused("2_first.up.sql", 2);

        project.delete("2_first");
        project.migration("2_later", "SELECT 0;\n" + block("INSERT INTO a VALUES (1)", statement, "SELECT 1 / 0"), "");

        assertRefused("2_later.up.sql", 4);
    }

    private void assertRefused(String file, int line) {
        InvalidMigrationException refused = catchThrowableOfType(InvalidMigrationException.class, project::up);

        assertThat(refused).isNotNull();
        assertThat(refused.failure().location()).endsWith(file);
        assertThat(refused.failure().line()).isEqualTo(line);
        assertThat(PostgresCatalog.of(database.jdbcUrl())).isEmpty();
    }

    @Test
    void whatIsRefusedShowsNoValueOfAPlaceholder() {
        project.with(builder -> builder.placeholders(Map.of("secret", "s3cret")));
        project.migration("1_a", block("SELECT '${secret}'", "COMMIT"), "");

        assertThatThrownBy(project::up)
                .isInstanceOf(InvalidMigrationException.class)
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void everythingElseRunsInTheTransactionOfItsMigration() {
        String ordinary = block(
                "CREATE TABLE a (i int)",
                "SAVEPOINT s",
                "INSERT INTO a VALUES (1)",
                "ROLLBACK TO s",
                "DROP TABLE IF EXISTS b",
                "CREATE INDEX concurrently_not ON a (i)",
                "REINDEX TABLE a",
                "CREATE SCHEMA s",
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END",
                "DO $$ BEGIN PERFORM 1; END $$");
        project.migration("1_a", ordinary + "SELECT 1 / 0;\n", "");
        assertThatThrownBy(project::up).isInstanceOf(StatementFailedException.class);
        assertThat(PostgresCatalog.of(database.jdbcUrl())).isEmpty();
        project.migration("1_a", ordinary, "");

        project.up();

        assertThat(project.states()).containsEntry(1L, MigrationState.APPLIED);
    }

    @Test
    void aRunThatResumesBehindItSetsAgainWhatItHadSetAndRepeatsNothingElse() {
        Jdbc.execute(database.jdbcUrl(), "CREATE SCHEMA app");
        String first = block("SET search_path = app", "CREATE TABLE a (i int)")
                + block("INSERT INTO a VALUES (1)", "SET application_name = 'mine'")
                + "VACUUM a;\n";
        project.migration("1_set", first + "INSERT INTO missing VALUES (2);\n", "");
        assertThatThrownBy(project::up).isInstanceOf(StatementFailedException.class);
        project.migration(
                "1_set", first + "INSERT INTO a SELECT 2 WHERE current_setting('application_name') = 'mine';\n", "");

        project.up();

        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT i FROM app.a ORDER BY i"))
                .containsExactly("1", "2");
    }
}
