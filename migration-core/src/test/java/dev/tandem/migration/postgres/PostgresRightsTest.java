package dev.tandem.migration.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.Command;
import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.DeadlineExceededException;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.Report;
import dev.tandem.migration.SeedException;
import dev.tandem.migration.ServerInfo;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.seed.SeedFile;
import dev.tandem.migration.seed.SeedOptions;
import dev.tandem.migration.seed.Seeding;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rights that docs/security.md lists are enough, and each of them is needed. */
@Tag("matrix")
class PostgresRightsTest {
    private static final String MIGRATOR = "tandem_migrator_";
    private static final String APPLICATION = "tandem_app_";

    @TempDir
    Path directory;

    private TestDatabase database;
    private Project project;
    private String migrator;
    private String application;

    /** As of version 15 nobody but the owner may create in the schema public; before, everybody may. */
    @BeforeEach
    void createDatabaseWithoutAnybodysRights() {
        database = DatabasesForTests.postgres();
        migrator = MIGRATOR + database.name();
        application = APPLICATION + database.name();
        execute(
                "REVOKE ALL ON DATABASE " + database.name() + " FROM PUBLIC",
                "REVOKE ALL ON SCHEMA public FROM PUBLIC",
                "CREATE ROLE " + migrator + " LOGIN PASSWORD 'x'",
                "CREATE ROLE " + application + " LOGIN PASSWORD 'x'");
        project = new Project("postgres", database, directory.resolve("migrations"))
                .with(builder -> builder.url(address()).username(migrator).password("x"));
    }

    @AfterEach
    void dropDatabase() {
        database.close();
        try (TestDatabase other = DatabasesForTests.postgres()) {
            Jdbc.execute(other.jdbcUrl(), "DROP ROLE " + migrator, "DROP ROLE " + application);
        }
    }

    @Test
    void withoutTheRightToCreateTemporaryTablesSeedingSaysSoAndWritesNothing() throws Exception {
        grantAll();
        execute("REVOKE TEMPORARY ON DATABASE " + database.name() + " FROM " + migrator);
        project.migration("1_a", "CREATE TABLE a (i int PRIMARY KEY);", "").up();

        assertThat(catchThrowable(this::seed))
                .isInstanceOf(SeedException.class)
                .hasMessageContaining("permission denied to create temporary tables")
                .hasMessageContaining("Nothing was written to postgres");
        assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM a")).isZero();
    }

    private void seed() throws IOException {
        Path seed = Files.writeString(directory.resolve("seed.yaml"), "a:\n  - i: 7\n");
        Seeding.run(
                project.manager(),
                List.of(SeedFile.at(seed.toString(), getClass().getClassLoader())),
                SeedOptions.defaults());
    }

    @Test
    void whoOwnsWhatHeCreatesNeedsFourRightsForEverything() throws Exception {
        grantAll();
        project.migration("1_a", "CREATE TABLE a (i int PRIMARY KEY);", "DROP TABLE a;")
                .migration("2_index", "CREATE INDEX CONCURRENTLY a_i ON a (i);", "DROP INDEX CONCURRENTLY a_i;");

        assertThat(project.manager().dryRun(Command.up(), new StringBuilder()).steps())
                .isNotEmpty();
        assertThat(project.states()).containsEntry(1L, MigrationState.PENDING);
        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.DONE);
        assertThat(info().missingRights()).isEmpty();
        assertThat(project.manager().validate(true)).isEmpty();
        seed();
        assertThat(Jdbc.number(database.jdbcUrl(), "SELECT i FROM a")).isEqualTo(7);
        assertThat(project.down(1).outcome()).isEqualTo(Report.Outcome.DONE);
        project.manager().run(new Command.Force(2L));
        project.manager().run(new Command.Force(1L));
        project.migration("2_index", "SELECT 2;", "").up();
        project.migration("2_index", "SELECT 3;", "");
        project.manager().run(new Command.Repair());
        assertThat(project.states()).containsValue(MigrationState.APPLIED).doesNotContainValue(MigrationState.CHANGED);
        project.manager().run(new Command.Drop());
        assertThat(tables()).isEmpty();
    }

    @Test
    void withoutTheRightToConnectTheServerSaysSo() {
        grantAll();
        execute("REVOKE CONNECT ON DATABASE " + database.name() + " FROM " + migrator);
        project.migration("1_a", "CREATE TABLE a (i int);", "");

        DatabaseUnreachableException refused = catchThrowableOfType(DatabaseUnreachableException.class, project::up);

        assertThat(refused.mayPass()).isFalse();
        assertThat(refused)
                .hasMessageContaining("permission denied for database")
                .hasMessageContaining("CONNECT")
                .hasMessageContaining("docs/security.md");
    }

    @Test
    void withoutTheRightToUseTheSchemaItIsToldWhichToGrant() {
        grantAll();
        execute("REVOKE USAGE ON SCHEMA public FROM " + migrator);
        project.migration("1_a", "CREATE TABLE a (i int);", "");

        InvalidConfigurationException refused = catchThrowableOfType(InvalidConfigurationException.class, project::up);

        assertThat(refused)
                .hasMessageContaining("that user " + migrator + " may use")
                .hasMessageContaining("GRANT USAGE, CREATE ON SCHEMA");
        assertThat(tables()).isEmpty();
    }

    @Test
    void withoutTheRightToUseTheConfiguredSchemaItIsToldToo() {
        grantAll();
        execute("CREATE SCHEMA app");
        project.with(builder -> builder.schema("app")).migration("1_a", "CREATE TABLE a (i int);", "");

        MigrationException refused = catchThrowableOfType(MigrationException.class, project::up);

        assertThat(refused)
                .hasMessageContaining("permission denied for schema app")
                .hasMessageContaining("GRANT");
        assertThat(tables()).isEmpty();
    }

    @Test
    void withoutTheRightToCreateNothingIsBegun() {
        grantAll();
        execute("REVOKE CREATE ON SCHEMA public FROM " + migrator);
        project.migration("1_a", "CREATE TABLE a (i int);", "");

        StatementFailedException refused = catchThrowableOfType(StatementFailedException.class, project::up);

        assertThat(refused)
                .hasMessageContaining("permission denied for schema public")
                .hasMessageContaining("GRANT CREATE ON SCHEMA \"public\" TO");
        assertThat(info().missingRights()).containsExactly("CREATE on schema public");
        assertThat(tables()).isEmpty();
    }

    @Test
    void whereTheHistoryIsThereMigrationsOfRowsNeedNoRightToCreate() {
        asOwner().migration("1_a", "CREATE TABLE a (i int);", "").up();
        execute(
                "GRANT CONNECT ON DATABASE " + database.name() + " TO " + migrator,
                "GRANT USAGE ON SCHEMA public TO " + migrator,
                "GRANT SELECT, INSERT ON schema_migrations TO " + migrator,
                "GRANT INSERT ON a TO " + migrator);
        project.migration("2_rows", "INSERT INTO a VALUES (1);", "");

        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.DONE);
        assertThat(project.states()).containsEntry(2L, MigrationState.APPLIED);
    }

    @Test
    void withoutTheRightToReadTheHistoryItIsToldWhichToGrant() {
        historyOf("INSERT");
        project.migration("2_b", "SELECT 1;", "");

        DatabaseUnreachableException refused = catchThrowableOfType(DatabaseUnreachableException.class, project::up);

        assertThat(refused.mayPass()).isFalse();
        assertThat(refused)
                .hasMessageContaining("permission denied for table schema_migrations")
                .hasMessageContaining("GRANT SELECT, INSERT ON \"schema_migrations\" TO");
        assertThat(project.status().obstacle().failure().action())
                .contains("GRANT SELECT, INSERT ON \"schema_migrations\" TO");
    }

    @Test
    void withoutTheRightToWriteTheHistoryNothingOfAMigrationIsLeft() {
        historyOf("SELECT");
        execute("GRANT CREATE ON SCHEMA public TO " + migrator);
        project.migration("2_b", "CREATE TABLE b (i int);", "");

        StatementFailedException refused = catchThrowableOfType(StatementFailedException.class, project::up);

        assertThat(refused)
                .hasMessageContaining("permission denied for table schema_migrations")
                .hasMessageContaining("Nothing of it is left in the database")
                .hasMessageContaining("docs/security.md");
        assertThat(info().missingRights()).containsExactly("INSERT on public.schema_migrations");
        assertThat(tables()).containsExactly("a", "schema_migrations");
    }

    @Test
    void whoMayOnlyReadTheHistorySeesTheStatus() {
        historyOf("SELECT");
        project.migration("2_b", "SELECT 1;", "");

        assertThat(project.states())
                .containsEntry(1L, MigrationState.APPLIED)
                .containsEntry(2L, MigrationState.PENDING);
        assertThat(project.status().obstacle()).isNull();
    }

    @Test
    void whoMaySignalNobodyElseStillEndsHisOwnStatementAtTheDeadline() {
        grantAll();
        project.migration(
                        "1_stubborn",
                        "DO $$ BEGIN LOOP BEGIN PERFORM pg_sleep(60); EXCEPTION WHEN query_canceled THEN NULL; END;"
                                + " END LOOP; END $$;",
                        "")
                .timeout(Duration.ofSeconds(2));

        assertThat(catchThrowable(project::up)).isInstanceOf(DeadlineExceededException.class);

        Awaitility.await()
                .until(() -> Jdbc.number(
                                database.jdbcUrl(),
                                "SELECT count(*) FROM pg_stat_activity WHERE usename = '" + migrator + "'")
                        == 0);
    }

    @Test
    void theApplicationWorksWithWhatTheMigratingUserCreatesAndChangesNoTable() {
        grantAll();
        execute(
                "GRANT CONNECT ON DATABASE " + database.name() + " TO " + application,
                "GRANT USAGE ON SCHEMA public TO " + application,
                "ALTER DEFAULT PRIVILEGES FOR ROLE " + migrator + " IN SCHEMA public"
                        + " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO " + application,
                "ALTER DEFAULT PRIVILEGES FOR ROLE " + migrator + " IN SCHEMA public" + " GRANT USAGE ON SEQUENCES TO "
                        + application);
        project.migration("1_a", "CREATE TABLE a (i serial, s text);", "").up();
        String app = address() + "?user=" + application + "&password=x";

        Jdbc.execute(app, "INSERT INTO a (s) VALUES ('x')", "UPDATE a SET s = 'y'", "DELETE FROM a");

        for (String ddl : List.of("CREATE TABLE b (i int)", "ALTER TABLE a ADD j int", "DROP TABLE a")) {
            assertThat(catchThrowable(() -> Jdbc.execute(app, ddl)))
                    .hasMessageMatching("(?s).*(permission denied|must be owner).*");
        }
        execute("REVOKE ALL ON schema_migrations FROM " + application);
        assertThat(catchThrowable(() -> Jdbc.execute(app, "DELETE FROM schema_migrations")))
                .hasMessageContaining("permission denied");
    }

    private void grantAll() {
        execute(
                "GRANT CONNECT, TEMPORARY ON DATABASE " + database.name() + " TO " + migrator,
                "GRANT USAGE, CREATE ON SCHEMA public TO " + migrator);
    }

    /** A history of somebody else's, of which the user has that right. */
    private void historyOf(String right) {
        asOwner().migration("1_a", "CREATE TABLE a (i int);", "").up();
        execute(
                "GRANT CONNECT ON DATABASE " + database.name() + " TO " + migrator,
                "GRANT USAGE ON SCHEMA public TO " + migrator,
                "GRANT " + right + " ON schema_migrations TO " + migrator);
    }

    private Project asOwner() {
        return new Project("postgres", database, directory.resolve("migrations"));
    }

    private ServerInfo info() {
        return project.manager().info().get(0).server();
    }

    private String address() {
        return database.jdbcUrl().replaceAll("\\?.*", "");
    }

    private void execute(String... statements) {
        Jdbc.execute(database.jdbcUrl(), statements);
    }

    private List<String> tables() {
        return Jdbc.strings(
                database.jdbcUrl(),
                "SELECT tablename FROM pg_tables WHERE schemaname IN ('public', 'app') ORDER BY tablename COLLATE \"C\"");
    }
}
