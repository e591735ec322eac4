package dev.tandem.migration.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.Report;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Project;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which schema holds the history, and whose rights it takes. */
@Tag("matrix")
class PostgresSchemaTest {

    @TempDir
    Path directory;

    private TestDatabase database;
    private Project project;
    private String role;

    @BeforeEach
    void createDatabase() {
        database = DatabasesForTests.postgres();
        role = "r_" + database.name();
        project = new Project("postgres", database, directory);
    }

    @AfterEach
    void dropDatabase() {
        database.close();
        try (TestDatabase other = DatabasesForTests.postgres()) {
            Jdbc.execute(other.jdbcUrl(), "DROP ROLE IF EXISTS " + role);
        }
    }

    @Test
    void theSchemaOfTheSettingHoldsTheHistoryAndIsFoundFirst() {
        execute("CREATE SCHEMA \"My app\"", "CREATE TABLE public.a (i int)");
        project.with(builder -> builder.schema("My app"))
                .migration("1_a", "CREATE TABLE a (i int); CREATE TABLE public.b (i int);", "")
                .migration("2_a", "INSERT INTO a VALUES (1);", "");

        project.up();

        assertThat(tables()).containsExactly("My app.a", "My app.schema_migrations", "public.a", "public.b");
        assertThat(Jdbc.number(database.jdbcUrl(), "SELECT i FROM \"My app\".a"))
                .isEqualTo(1);
        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.NOTHING);
    }

    @Test
    void theSettingHoldsAlsoWhereTheSearchPathIsEmpty() {
        execute("CREATE SCHEMA app");
        project.with(builder -> builder.schema("app").url(database.jdbcUrl() + "&options=-c%20search_path="))
                .migration("1_a", "CREATE TABLE a (i int);", "");

        project.up();

        assertThat(tables()).containsExactly("app.a", "app.schema_migrations");
    }

    @Test
    void aSchemaThatDoesNotExistIsNamedAndNotCreated() {
        project.with(builder -> builder.schema("nowhere")).migration("1_a", "CREATE TABLE a (i int);", "");

        InvalidConfigurationException refused = catchThrowableOfType(InvalidConfigurationException.class, project::up);

        assertThat(refused)
                .hasMessageContaining("The schema nowhere does not exist")
                .hasMessageContaining("tandem.databases.postgres.schema");
        assertThat(tables()).isEmpty();
    }

    @Test
    void aSearchPathWithoutAnySchemaIsTold() {
        project.with(builder -> builder.url(database.jdbcUrl() + "&options=-c%20search_path=nowhere"))
                .migration("1_a", "CREATE TABLE a (i int);", "");

        InvalidConfigurationException refused = catchThrowableOfType(InvalidConfigurationException.class, project::up);

        assertThat(refused).hasMessageContaining("No schema of the search path exists");
    }

    /** From then on the server finds the new schema before the one that holds the history. */
    @Test
    void theHistoryStaysWhereItIsWhenAMigrationCreatesTheUsersOwnSchema() {
        role("CREATE ON SCHEMA public", "USAGE ON SCHEMA public", "CREATE ON DATABASE " + database.name());
        asRole().migration("1_a", "CREATE TABLE a (i int);", "DROP TABLE a;")
                .migration("2_schema", "CREATE SCHEMA AUTHORIZATION " + role + ";", "DROP SCHEMA " + role + ";")
                .migration("3_c", "CREATE TABLE c (i int);", "DROP TABLE c;");

        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.DONE);
        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.NOTHING);
        project.migration("4_d", "CREATE TABLE d (i int);", "DROP TABLE d;").up();

        assertThat(tables())
                .containsExactlyInAnyOrder("public.a", "public.schema_migrations", role + ".c", role + ".d");
        assertThat(project.states()).hasSize(4).containsValue(MigrationState.APPLIED);
        assertThat(project.down(4).outcome()).isEqualTo(Report.Outcome.DONE);
        assertThat(tables()).containsExactly("public.schema_migrations");
    }

    @Test
    void aHistoryInALaterSchemaOfTheSearchPathIsUsed() {
        execute(
                "CREATE SCHEMA app",
                "CREATE SCHEMA later",
                "ALTER DATABASE " + database.name() + " SET search_path = later");
        project.migration("1_a", "CREATE TABLE a (i int);", "").up();
        execute("ALTER DATABASE " + database.name() + " SET search_path = app, later");

        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.NOTHING);
        project.migration("2_b", "CREATE TABLE b (i int);", "").up();

        assertThat(tables()).containsExactly("app.b", "later.a", "later.schema_migrations");
    }

    @Test
    void whereTheTableIsThereReadingAndAppendingIsAllItTakes() {
        project.migration("1_a", "CREATE TABLE a (i int);", "").up();
        role("USAGE ON SCHEMA public", "SELECT, INSERT ON schema_migrations", "INSERT ON a");
        asRole().migration("2_b", "INSERT INTO a VALUES (1);", "")
                .migration("3_fails", "INSERT INTO a VALUES ('x');", "");

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);

        assertThat(failed).hasMessageContaining("invalid input syntax");
        assertThat(project.states())
                .containsEntry(2L, MigrationState.APPLIED)
                .containsEntry(3L, MigrationState.PENDING);
        assertThat(project.status().migrations().get(2).error()).contains("invalid input syntax");
    }

    @Test
    void whereItIsNotThereTheMissingRightIsTold() {
        role("USAGE ON SCHEMA public");
        execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        asRole().migration("1_a", "SELECT 1;", "");

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);

        assertThat(failed)
                .hasMessageContaining("\"public\".\"schema_migrations\" could not be created")
                .hasMessageContaining("permission denied for schema public")
                .hasMessageContaining("Grant the migrating user the right to create it, or create it beforehand");
        assertThat(tables()).isEmpty();
    }

    private Project asRole() {
        String url = database.jdbcUrl().replaceAll("[?&](user|password)=[^&]*", "");
        return project.with(builder -> builder.url(url).username(role).password("x"));
    }

    private void role(String... rights) {
        execute("CREATE ROLE " + role + " LOGIN PASSWORD 'x'");
        for (String right : rights) {
            execute("GRANT " + right + " TO " + role);
        }
    }

    private void execute(String... statements) {
        Jdbc.execute(database.jdbcUrl(), statements);
    }

    private List<String> tables() {
        return Jdbc.strings(
                database.jdbcUrl(),
                "SELECT schemaname || '.' || tablename FROM pg_tables"
                        + " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
                        + " ORDER BY (schemaname || '.' || tablename) COLLATE \"C\"");
    }
}
