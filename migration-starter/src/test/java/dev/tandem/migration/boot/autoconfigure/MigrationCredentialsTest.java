package dev.tandem.migration.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.boot.MigrationJson;
import dev.tandem.migration.boot.MigrationMonitor;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;

/** The migrating user is another one than the application's, and what either of them knows is shown to nobody. */
@ExtendWith(OutputCaptureExtension.class)
class MigrationCredentialsTest {
    private static final String PASSWORD = "Wb6y-Tq3Zn+8KdJrLx";
    private static final String TOKEN = "Gh4tKp9wRx2mZv7qLs3n";

    @TempDir
    Path migrations;

    private TestDatabase database;
    private String migrator;
    private String application;

    @BeforeEach
    void createRoles() throws SQLException {
        database = DatabasesForTests.postgres();
        migrator = "migrator_" + database.name();
        application = "app_" + database.name();
        execute(
                database,
                "CREATE ROLE " + migrator + " LOGIN PASSWORD 'x'",
                "CREATE ROLE " + application + " NOLOGIN PASSWORD 'x'",
                "GRANT USAGE, CREATE ON SCHEMA public TO " + migrator,
                "ALTER DEFAULT PRIVILEGES FOR ROLE " + migrator + " IN SCHEMA public GRANT SELECT ON TABLES TO "
                        + application);
    }

    @AfterEach
    void dropRoles() throws SQLException {
        database.close();
        try (TestDatabase other = DatabasesForTests.postgres()) {
            execute(other, "DROP ROLE " + migrator, "DROP ROLE " + application);
        }
    }

    /** The pool cannot connect until the migration is over: its user may not log in before. */
    @Test
    void theMigrationNeverGoesThroughTheApplicationsPool() throws IOException {
        write("1_who.up.sql", "CREATE TABLE who AS SELECT session_user::text AS name;");

        application().run(context -> {
            assertThat(context).hasNotFailed();
            execute(database, "ALTER ROLE " + application + " LOGIN");
            JdbcTemplate template = context.getBean(JdbcTemplate.class);
            assertThat(template.queryForObject("SELECT name FROM who", String.class))
                    .isEqualTo(migrator);
            assertThat(template.queryForObject("SELECT session_user::text", String.class))
                    .isEqualTo(application);
        });
    }

    @Test
    void aFailedStartShowsNoSecretInAnalysisExceptionLogOrEndpoint(CapturedOutput output) throws IOException {
        write("1_fails.up.sql", "SELECT 'before ${token} behind'::int;");

        application().run(context -> {
            Throwable failure = context.getStartupFailure();
            FailureAnalysis analysis = new MigrationFailureAnalyzer().analyze(failure);
            StringWriter shown = new StringWriter();
            failure.printStackTrace(new PrintWriter(shown));
            shown.append(analysis.getDescription()).append(analysis.getAction());

            assertThat(shown + output.getAll())
                    .contains("before ${token} behind")
                    .doesNotContain(TOKEN, PASSWORD);
        });
        application().withPropertyValues("tandem.on-failure=continue").run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(MigrationJson.remembered(
                                    context.getBean(MigrationMonitor.class).states())
                            + output.getAll())
                    .contains("before ${token} behind")
                    .doesNotContain(TOKEN, PASSWORD);
        });
    }

    private ApplicationContextRunner application() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        JdbcTemplateAutoConfiguration.class,
                        MigrationAutoConfiguration.class))
                .withPropertyValues(
                        "spring.datasource.url=" + database.jdbcUrl().replaceFirst("\\?.*", ""),
                        "spring.datasource.username=" + application,
                        "spring.datasource.password=" + PASSWORD,
                        "tandem.databases.postgres.username=" + migrator,
                        "tandem.databases.postgres.password=" + PASSWORD,
                        "tandem.databases.postgres.placeholders.token=" + TOKEN,
                        "tandem.databases.postgres.paths=" + migrations,
                        "tandem.auto-migrate=true",
                        "logging.level.dev.tandem=trace");
    }

    private void write(String file, String sql) throws IOException {
        Files.writeString(migrations.resolve(file), sql);
    }

    private static void execute(TestDatabase database, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
