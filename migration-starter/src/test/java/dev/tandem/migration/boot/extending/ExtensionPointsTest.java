package dev.tandem.migration.boot.extending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.JavaMigration;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.boot.ListedClasses;
import dev.tandem.migration.boot.MigrationConfiguration;
import dev.tandem.migration.boot.MigrationConnectionDetails;
import dev.tandem.migration.boot.autoconfigure.MigrationAutoConfiguration;
import dev.tandem.migration.boot.cli.TestTool;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What docs/extending.md and docs/java.md show is run, in an application and on its command line. */
class ExtensionPointsTest {
    private static final String BEFORE_UP = """
            CREATE TABLE IF NOT EXISTS deployments (at timestamptz NOT NULL, version text);
            INSERT INTO deployments VALUES (now(), current_setting('application_name'));
            """;
    private static final String AFTER_UP = """
            GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${reader};
            """;
    private static final String ACTIVE_USERS = """
            CREATE OR REPLACE VIEW active_users AS
                SELECT id, name FROM users WHERE seen_at > now() - interval '30 days';
            """;

    private final TestDatabase postgres = DatabasesForTests.postgres();
    private final TestDatabase ledger = DatabasesForTests.postgres();

    @TempDir
    Path directory;

    @AfterEach
    void dropDatabases() {
        Announcements.ANNOUNCED.clear();
        postgres.close();
        ledger.close();
    }

    @BeforeEach
    void writeMigration() {
        write("1_create_users.up.sql", "CREATE TABLE users (id bigint PRIMARY KEY, name text, seen_at timestamptz);");
    }

    private void write(String file, String text) {
        try {
            Files.writeString(directory.resolve(file), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private ApplicationContextRunner application(Class<?>... listed) {
        return new ApplicationContextRunner()
                .withClassLoader(new ListedClasses(directory, listed))
                .withConfiguration(AutoConfigurations.of(MigrationAutoConfiguration.class))
                .withPropertyValues(
                        "tandem.auto-migrate=true",
                        "tandem.databases.postgres.paths=" + directory,
                        "ledger.url=" + ledger.jdbcUrl(),
                        "app.reader=pg_monitor",
                        "orders.tax-rate=0.2");
    }

    private ApplicationContextRunner onPostgres(Class<?>... listed) {
        return application(listed).withPropertyValues("tandem.databases.postgres.url=" + postgres.jdbcUrl());
    }

    private TestTool tool(Class<?>... listed) {
        return new TestTool(new ListedClasses(directory, listed))
                .with("tandem.databases.postgres.url", postgres.jdbcUrl())
                .with("tandem.databases.postgres.paths", directory.toString())
                .with("ledger.url", ledger.jdbcUrl())
                .with("app.reader", "pg_monitor");
    }

    private static JdbcClient on(TestDatabase database) {
        return JdbcClient.create(new DriverManagerDataSource(database.jdbcUrl()));
    }

    private <T> List<T> query(String sql, Class<T> type) {
        return on(postgres).sql(sql).query(type).list();
    }

    @Test
    void aListenerHearsOfRunsOfTheApplicationAndOfTheCommandLine() {
        onPostgres(Announcements.class).run(context -> assertThat(context).hasNotFailed());

        assertThat(Announcements.ANNOUNCED).hasSize(2);
        assertThat(Announcements.ANNOUNCED.get(0)).matches("postgres: 1 create_users took \\d+ ms");
        assertThat(Announcements.ANNOUNCED.get(1)).isEqualTo("DONE with 1 steps");

        write("2_create_plans.up.sql", "CREATE TABLE plans (id bigint);");
        assertThat(tool(Announcements.class).run("migrate", "up").code()).isZero();
        assertThat(Announcements.ANNOUNCED).hasSize(4);
    }

    @Test
    void aCustomizerFillsInWhatAHookGrants() {
        write("before_up.sql", BEFORE_UP);
        write("after_up.sql", AFTER_UP);

        onPostgres(Readers.class).run(context -> assertThat(context).hasNotFailed());

        assertThat(query("SELECT count(*) FROM deployments", Long.class)).containsExactly(1L);
        assertThat(query("SELECT has_table_privilege('pg_monitor', 'users', 'SELECT')", Boolean.class))
                .containsExactly(true);

        assertThat(tool(Readers.class).run("migrate", "up").code()).isZero();
        assertThat(query("SELECT count(*) FROM deployments", Long.class))
                .as("nothing was due")
                .containsExactly(1L);
    }

    @Test
    void aDatabaseOfItsOwnIsMigratedAndShown() {
        TestTool.Result dryRun = tool(Ledger.class).run("migrate", "up", "--dry-run", "--db", "ledger");
        assertThat(dryRun.out()).contains("CREATE TABLE entries").doesNotContain("CREATE TABLE users");
        TestTool.Result other = tool(Ledger.class).run("migrate", "up", "--dry-run", "--db", "postgres");
        assertThat(other.out()).contains("CREATE TABLE users").doesNotContain("CREATE TABLE entries");

        onPostgres(Ledger.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(MigrationManager.class).databases()).containsExactly("ledger", "postgres");
        });
        assertThat(on(ledger)
                        .sql("SELECT count(*) FROM entries")
                        .query(Long.class)
                        .single())
                .isZero();

        TestTool.Result status = tool(Ledger.class).run("migrate", "status");
        assertThat(status.out()).contains("ledger (postgresql) is at 000001", "postgres (postgresql) is at 000001");
    }

    @Test
    void aRepeatableMigrationIsRunAgainWhenItsTextChanges() {
        write("R_active_users.sql", ACTIVE_USERS);
        onPostgres().run(context -> assertThat(context).hasNotFailed());
        assertThat(query("SELECT count(*) FROM active_users", Long.class)).containsExactly(0L);

        on(postgres)
                .sql("INSERT INTO users VALUES (1, 'Ada', now() - interval '40 days')")
                .update();
        write("R_active_users.sql", ACTIVE_USERS.replace("30 days", "60 days"));
        onPostgres().run(context -> assertThat(context).hasNotFailed());
        assertThat(query("SELECT name FROM active_users", String.class)).containsExactly("Ada");
    }

    @Test
    void connectionDetailsSayHowTheDatabaseIsReached() {
        write("url", postgres.jdbcUrl());
        write("username", postgres.username() + "\n");
        write("password", postgres.password() + "\n");

        application()
                .withUserConfiguration(MountedSecret.class)
                .withPropertyValues("app.secret=" + directory)
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(MigrationConnectionDetails.class);
                    assertThat(query("SELECT count(*) FROM users", Long.class)).containsExactly(0L);
                });
    }

    @Test
    void javaMigrationsRunInTheirOrderAmongTheFiles() {
        write("6_create_orders.up.sql", """
                CREATE TABLE orders (id bigint PRIMARY KEY, net numeric, tax numeric, total numeric);
                INSERT INTO orders (id, net) SELECT n * 1000, 10 FROM generate_series(1, 25000) n;
                """);

        onPostgres(Prices.class, Backfill.class)
                .run(context -> assertThat(context).hasNotFailed());

        assertThat(query("SELECT DISTINCT total FROM orders", String.class)).containsExactly("12.0");
        assertThat(query("SELECT version FROM schema_migrations WHERE state = 'applied' ORDER BY seq", Long.class))
                .containsExactly(1L, 6L, 7L, 8L);
    }

    /** In the place of a service, which all tests of this class path would have. */
    @MigrationConfiguration
    static class Backfill {
        @Bean
        JavaMigration backfillTotals() {
            return new V000008BackfillTotals();
        }
    }
}
