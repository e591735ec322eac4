package dev.tandem.migration.boot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.boot.cli.TestTool.Result;
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
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.test.json.JsonContent;
import org.springframework.test.json.JsonContentAssert;

/** The commands on a PostgreSQL with a changelog, beside a ClickHouse with files. */
class ChangelogCommandsTest {
    private static final String CHANGELOG = """
            databaseChangeLog:
              - changeSet:
                  id: users
                  author: ann
                  changes:
                    - createTable:
                        tableName: users
                        columns:
                          - column: {name: id, type: bigint, constraints: {primaryKey: true}}
                          - column: {name: name, type: text}
              - changeSet:
                  id: index
                  author: ann
                  runInTransaction: false
                  changes:
                    - sql: {sql: CREATE INDEX CONCURRENTLY users_name ON users (name)}
                  rollback:
                    - sql: {sql: DROP INDEX CONCURRENTLY users_name}
              - changeSet:
                  id: orders
                  author: bob
                  changes:
                    - createTable:
                        tableName: orders
                        columns:
                          - column: {name: id, type: bigint}
            """;

    @TempDir
    private Path directory;

    private TestDatabase postgres;
    private TestDatabase clickhouse;
    private TestTool tool;

    @BeforeEach
    void twoDatabases() throws IOException {
        postgres = DatabasesForTests.postgres();
        clickhouse = DatabasesForTests.clickhouse();
        Files.writeString(directory.resolve("changes.yaml"), CHANGELOG);
        Files.createDirectories(directory.resolve("clickhouse"));
        Files.writeString(
                directory.resolve("clickhouse/1_spans.up.sql"), "CREATE TABLE spans (id UInt64) ENGINE = Memory;");
        Files.writeString(directory.resolve("clickhouse/1_spans.down.sql"), "DROP TABLE spans;");
        tool = new TestTool()
                .with("tandem.path", directory.toString())
                .with("tandem.databases.postgres.url", postgres.jdbcUrl())
                .with(
                        "tandem.databases.postgres.changelog",
                        directory.resolve("changes.yaml").toString())
                .with("tandem.databases.clickhouse.url", clickhouse.jdbcUrl());
    }

    @AfterEach
    void drop() {
        postgres.close();
        clickhouse.close();
    }

    private Result run(String line) {
        return tool.run(("migrate " + line).split(" "));
    }

    private Result done(String line) {
        Result result = run(line);
        assertThat(result.code()).as(result.err()).isZero();
        return result;
    }

    private List<String> tables() {
        return client().sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                        + " AND tablename NOT LIKE 'databasechange%' ORDER BY 1")
                .query(String.class)
                .list();
    }

    private JdbcClient client() {
        return JdbcClient.create(new DriverManagerDataSource(postgres.jdbcUrl()));
    }

    @Test
    void upRunsBothAndStatusShowsTheChangeSets() {
        Result up = done("up");
        assertThat(up.out() + up.err()).contains("changes.yaml::ann::users");

        Result status = done("status");
        assertThat(status.out())
                .contains("postgres")
                .contains("changes.yaml::bob::orders")
                .contains("spans");
        JsonContentAssert json = json(done("status --output json"));
        json.extractingPath("$.databases[0].migrations[1].name").isEqualTo("changes.yaml::ann::index");
        json.extractingPath("$.databases[0].migrations[1].state").isEqualTo("applied");
        json.extractingPath("$.databases[0].lock.kind").isEqualTo("liquibase");
        assertThat(done("up").out()).doesNotContain("users");
    }

    @Test
    void aChangeSetIsGoneToByItsName() {
        done("goto changes.yaml::ann::users --db postgres --yes");
        assertThat(tables()).containsExactly("users");
        done("goto changes.yaml::bob::orders --db postgres");
        assertThat(tables()).containsExactly("orders", "users");
        done("goto --version changes.yaml::ann::index --db postgres --yes");
        assertThat(tables()).containsExactly("users");
        done("goto none --db postgres --yes");
        assertThat(tables()).isEmpty();
    }

    @Test
    void aChangeSetIsForcedByItsName() {
        done("force changes.yaml::ann::index --db postgres --yes");

        assertThat(done("status --db postgres --output json").out()).contains("\"current\":2");
        assertThat(tables()).isEmpty();
    }

    @Test
    void aNameOfNoChangeSetIsRefused() {
        Result unknown = run("goto changes.yaml::ann::nothing --db postgres");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("There is no change set changes.yaml::ann::nothing in the changelog");

        assertThat(run("goto changes.yaml::ann::user --db postgres").err())
                .contains("Did you mean changes.yaml::ann::users?");

        Result everywhere = run("goto changes.yaml::ann::users");
        assertThat(everywhere.code()).isEqualTo(2);
        assertThat(everywhere.err()).contains("is of postgres alone").contains("--db postgres");

        Result adopted = run("adopt --version a::b::c");
        assertThat(adopted.code()).isEqualTo(2);
    }

    @Test
    void theDryRunShowsTheSqlAndTheTransactions() {
        Result result = done("up --dry-run --db postgres");

        assertThat(result.out())
                .contains("CREATE TABLE public.users")
                .contains("CREATE INDEX CONCURRENTLY users_name ON users (name)");
        assertThat(tables()).isEmpty();
    }

    @Test
    void whatIsTakenBackIsAskedFor() {
        done("up");
        Result refused = tool.answering(List.of("no"), "migrate", "down", "--db", "postgres");
        assertThat(refused.code()).isEqualTo(7);
        assertThat(refused.out() + refused.err()).contains("changes.yaml::bob::orders");
        done("down --db postgres --steps 2 --yes");
        assertThat(tables()).containsExactly("users");
        assertThat(client().sql("SELECT count(*) FROM pg_indexes WHERE indexname = 'users_name'")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void itIsSeededLikeAnyOther() throws IOException {
        done("up");
        Path seeds = directory.resolve("dev.yaml");
        Files.writeString(seeds, "postgres:\n  users:\n    - {id: 1, name: Ada}\n    - {id: 2, name: Alan}\n");
        done("seed " + seeds);
        done("seed " + seeds);

        assertThat(client().sql("SELECT name FROM users ORDER BY id")
                        .query(String.class)
                        .list())
                .containsExactly("Ada", "Alan");
    }

    @Test
    void emptyingItShowsItsTablesAndIsFollowedByANewBeginning() {
        done("up");
        client().sql("INSERT INTO orders VALUES (1), (2)").update();
        client().sql("ANALYZE orders").update();
        Result asked = tool.answering(List.of("no"), "migrate", "drop", "--db", "postgres");
        assertThat(asked.code()).isEqualTo(7);
        assertThat(asked.out() + asked.err()).contains("orders").doesNotContain("databasechangelog");
        done("drop --db postgres --yes");
        assertThat(tables()).isEmpty();
        done("up --db postgres");
        assertThat(tables()).containsExactly("orders", "users");
    }

    @Test
    void infoAndValidateKnowIt() throws IOException {
        done("up");
        assertThat(done("info --db postgres").out()).contains("PostgreSQL").contains("databasechangelog");
        done("validate");
        Files.writeString(directory.resolve("changes.yaml"), CHANGELOG + "  - changeSet: {id: users, author: ann}\n");
        Result result = run("validate --offline --db postgres");
        assertThat(result.code()).isNotZero();
        assertThat(result.out() + result.err()).contains("changes.yaml::ann::users is there twice");
    }

    @Test
    void noMigrationIsCreatedInAChangelog() {
        Result result = run("create more --db postgres");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("Its migrations are not files that could be created here");
    }

    @Test
    void aFailureSaysWhichChangeSetAndWhatIsLeft() throws IOException {
        Files.writeString(
                directory.resolve("changes.yaml"),
                CHANGELOG + "  - changeSet: {id: wrong, author: ann, changes: [{sql: {sql: SELECT nothing}}]}\n");
        Result result = run("up");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .contains("changes.yaml::ann::wrong")
                .contains("column \"nothing\" does not exist")
                .contains("Nothing of this change set is left");
        assertThat(tables()).containsExactly("orders", "users");
    }

    private static JsonContentAssert json(Result result) {
        return assertThat(new JsonContent(result.out()));
    }
}
