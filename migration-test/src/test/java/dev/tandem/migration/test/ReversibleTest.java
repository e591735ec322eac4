package dev.tandem.migration.test;

import static dev.tandem.migration.test.MigrationAssertions.allowingMissingDown;
import static dev.tandem.migration.test.MigrationAssertions.assertReversible;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.migration.Command;
import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.sql.SqlDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

@MigrationTest(migrate = false)
class ReversibleTest {
    @TempDir
    Path folder;

    // tag::reversible[]
    @Test
    void everyMigrationCanBeTakenBack(MigrationManager manager) {
        assertReversible(manager);
    }
    // end::reversible[]

    @Test
    void inTheEndNothingIsApplied(@Database("clickhouse") MigrationManager manager) {
        assertReversible(manager, "clickhouse");
        assertThat(manager.status()).extracting(DatabaseStatus::current).containsOnlyNulls();
        assertReversible(manager, "clickhouse");
    }

    @Test
    void whatADownLeavesIsNamedWithItsFile(DataSource postgres) throws IOException {
        write("1_create_users.up.sql", "CREATE TABLE users (id int PRIMARY KEY)");
        write("1_create_users.down.sql", "DROP TABLE users");
        write(
                "2_add_email.up.sql",
                "ALTER TABLE users ADD COLUMN email text NOT NULL DEFAULT ''; CREATE INDEX users_email ON users (email);"
                        + " CREATE TYPE mood AS ENUM ('good', 'bad')");
        write("2_add_email.down.sql", "ALTER TABLE users ALTER COLUMN email DROP NOT NULL; DROP INDEX users_email");
        assertThatThrownBy(() -> assertReversible(manager(postgres)))
                .isInstanceOf(AssertionError.class)
                .hasMessage("""
                        postgres 2 add_email is not taken back by its down:
                          column public.users.email
                            before its up: there is none
                            after its down: text default ''::text
                          enum public.mood
                            before its up: there is none
                            after its down: 'good', 'bad' owner postgres
                          down: %s""", folder.resolve("2_add_email.down.sql"));
    }

    @Test
    void repeatableMigrationsAreLeftOut(DataSource postgres) throws IOException {
        write("1_create_users.up.sql", "CREATE TABLE users (id int PRIMARY KEY)");
        write("1_create_users.down.sql", "DROP TABLE users");
        write("R_ids.sql", "CREATE OR REPLACE VIEW ids AS SELECT id FROM users");
        assertReversible(manager(postgres));
    }

    @Test
    void whatADownTakesTooMuchIsNamed(DataSource postgres) throws IOException {
        write(
                "1_create_users.up.sql",
                "CREATE TABLE users (id int PRIMARY KEY, name text); COMMENT ON TABLE users IS 'people'");
        write("1_create_users.down.sql", "DROP TABLE users");
        write("2_create_view.up.sql", "CREATE VIEW names AS SELECT name FROM users");
        write(
                "2_create_view.down.sql",
                "DROP VIEW names; COMMENT ON TABLE users IS NULL; REVOKE SELECT ON users FROM postgres");
        assertThatThrownBy(() -> assertReversible(manager(postgres)))
                .hasMessage("""
                        postgres 2 create_view is not taken back by its down:
                          comment table users
                            before its up: people
                            after its down: there is none
                          rights relation public.users
                            before its up: postgres=arwdDxtm/postgres
                            after its down: postgres=awdDxtm/postgres
                          down: %s""", folder.resolve("2_create_view.down.sql"));
    }

    @Test
    void anUpThatFindsSomethingLeftIsAnotherOne(DataSource postgres) throws IOException {
        write("1_create_users.up.sql", "CREATE TABLE users (id int)");
        write("1_create_users.down.sql", "DROP TABLE users; CREATE SCHEMA IF NOT EXISTS later; DROP SCHEMA later");
        write(
                "2_change.up.sql",
                "DO $$ BEGIN IF NOT EXISTS (SELECT FROM schema_migrations WHERE action = 'down' AND version = 2)"
                        + " THEN ALTER TABLE users ADD COLUMN a int; ELSE ALTER TABLE users ADD COLUMN a bigint; END IF; END $$");
        write("2_change.down.sql", "ALTER TABLE users DROP COLUMN a");
        assertThatThrownBy(() -> assertReversible(manager(postgres)))
                .hasMessage("""
                        postgres 2 change is another one after its down:
                          column public.users.a
                            after its up: integer
                            after down and up again: bigint
                          down: %s""", folder.resolve("2_change.down.sql"));
    }

    @Test
    void aDownThatFailsIsToldWithWhatTheServerSays(DataSource postgres) throws IOException {
        write("1_create_users.up.sql", "CREATE TABLE users (id int)");
        write("1_create_users.down.sql", "DROP TABLE user");
        assertThatThrownBy(() -> assertReversible(manager(postgres)))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("postgres 1 create_users cannot be taken back:\n")
                .hasMessageContaining("syntax error at or near \"user\"")
                .hasMessageContaining("1_create_users.down.sql:1");
    }

    @Test
    void migrationsWithoutADownAreListedUnlessTheyAreAllowed(DataSource postgres) throws IOException {
        write("1_create_users.up.sql", "CREATE TABLE users (id int)");
        write("1_create_users.down.sql", "DROP TABLE users");
        write("2_add_name.sql", "ALTER TABLE users ADD COLUMN name text");
        write("3_add_age.up.sql", "ALTER TABLE users ADD COLUMN age int");
        write("4_add_at.up.sql", "ALTER TABLE users ADD COLUMN at date");
        write("4_add_at.down.sql", "ALTER TABLE users DROP COLUMN at");
        MigrationManager manager = manager(postgres);
        assertThatThrownBy(() -> assertReversible(manager))
                .hasMessage("""
                        Migrations without a down:
                          postgres 2 add_name: %s
                          postgres 3 add_age: %s
                        Write their downs, or allow for it with allowingMissingDown(<versions>).""", folder.resolve("2_add_name.sql"), folder.resolve("3_add_age.up.sql"));
        // tag::missing[]
        assertReversible(manager, "postgres", allowingMissingDown(2, 3));
        // end::missing[]
        assertThat(manager.status()).extracting(DatabaseStatus::current).containsExactly(3L);
    }

    @Test
    void onClickHouseTablesAndColumnsAreTold(@Database("clickhouse") DataSource clickhouse) throws IOException {
        write(
                "1_create_events.up.sql",
                "CREATE TABLE events (at DateTime, kind String) ENGINE = MergeTree ORDER BY at");
        write("1_create_events.down.sql", "DROP TABLE events");
        write(
                "2_widen.up.sql",
                "ALTER TABLE events MODIFY COLUMN kind LowCardinality(String), ADD INDEX k kind TYPE set(10);"
                        + " CREATE TABLE more (a Int8) ENGINE = Memory");
        write("2_widen.down.sql", "ALTER TABLE events DROP INDEX k");
        assertThatThrownBy(() -> assertReversible(manager(clickhouse)))
                .hasMessage("""
                        clickhouse 2 widen is not taken back by its down:
                          column events.kind
                            before its up: String
                            after its down: LowCardinality(String)
                          table more
                            before its up: there is none
                            after its down: CREATE TABLE %s.more (`a` Int8) ENGINE = Memory
                          down: %s""", nameOf(clickhouse), folder.resolve("2_widen.down.sql"));
    }

    @Test
    void whereSomethingIsAppliedItRefuses(@Database("postgres") MigrationManager manager) {
        manager.run(new Command.Up(1, Command.Resume.REFUSE));
        assertThatThrownBy(() -> assertReversible(manager))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("In postgres migrations are applied already, up to 1."
                        + " Take databases without: @MigrationTest(migrate = false).");
    }

    /** The test's own files, on an empty database. */
    private MigrationManager manager(DataSource dataSource) {
        String url = String.valueOf(((DriverManagerDataSource) dataSource).getUrl());
        String name = url.startsWith("jdbc:postgresql:") ? "postgres" : "clickhouse";
        return MigrationManager.builder()
                .database(SqlDatabase.builder(name)
                        .url(url)
                        .paths(List.of(folder.toString()))
                        .build())
                .build();
    }

    private static String nameOf(DataSource clickhouse) {
        return String.valueOf(((DriverManagerDataSource) clickhouse).getUrl()).replaceFirst("^.*/([^?]+).*$", "$1");
    }

    private void write(String file, String sql) throws IOException {
        Files.writeString(folder.resolve(file), sql);
    }
}
