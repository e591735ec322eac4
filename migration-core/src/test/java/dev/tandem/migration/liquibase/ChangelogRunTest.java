package dev.tandem.migration.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.Command;
import dev.tandem.migration.DeadlineExceededException;
import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.LockTimeoutException;
import dev.tandem.migration.MigrationDatabase;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.Report;
import dev.tandem.migration.RunCancelledException;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.Step;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is promised of every database, of one with a changelog on a real PostgreSQL, alone and beside a ClickHouse of SQL files. */
class ChangelogRunTest {
    private static final Duration SOON = Duration.ofSeconds(15);

    private final TestDatabase postgres = DatabasesForTests.postgres();

    @TempDir
    Path directory;

    @AfterEach
    void dropDatabase() {
        postgres.close();
    }

    private MigrationDatabase changelog(String... changeSets) {
        Path file = directory.resolve("changes.yaml");
        try {
            Files.writeString(file, "databaseChangeLog:\n" + String.join("\n", changeSets) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return LiquibaseDatabase.builder("postgres")
                .url(postgres.jdbcUrl())
                .changelog(file.toString())
                .build();
    }

    /** A change set of these statements, which drops this table when it is taken back. */
    private static String changeSet(int id, String table, String... statements) {
        StringBuilder changes = new StringBuilder();
        Arrays.stream(statements).forEach(sql -> changes.append("{sql: {sql: \"" + sql + "\"}},"));
        return "  - changeSet: {id: " + id + ", author: ann, changes: [" + changes
                + "], rollback: [{sql: {sql: DROP TABLE " + table + "}}]}";
    }

    private static MigrationManager.Builder builder(MigrationDatabase... databases) {
        MigrationManager.Builder builder = MigrationManager.builder().timeout(Duration.ofMinutes(1));
        Arrays.stream(databases).forEach(builder::database);
        return builder;
    }

    private MigrationDatabase sleeping() {
        return changelog(
                changeSet(1, "a", "CREATE TABLE a (i int)"),
                changeSet(2, "b", "CREATE TABLE b (i int)", "SELECT pg_sleep(600)"));
    }

    private List<String> tables() {
        return Jdbc.strings(
                postgres.jdbcUrl(),
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'databasechangelog%'"
                        + " ORDER BY tablename");
    }

    private List<String> recorded() {
        return Jdbc.strings(postgres.jdbcUrl(), "SELECT id FROM databasechangelog ORDER BY orderexecuted");
    }

    private boolean isSleeping() {
        return Jdbc.number(
                        postgres.jdbcUrl(),
                        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active'"
                                + " AND query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid()")
                > 0;
    }

    /** The first change set stays, nothing of the second is left in the tables, in the server or of the locks. */
    private void assertTheSecondLeftNothing() {
        assertThat(tables()).containsExactly("a");
        assertThat(recorded()).containsExactly("1");
        assertThat(isSleeping()).isFalse();
        assertThat(Jdbc.number(postgres.jdbcUrl(), "SELECT count(*) FROM databasechangeloglock WHERE locked"))
                .isZero();
        assertThat(Jdbc.number(
                        postgres.jdbcUrl(),
                        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
                                + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"))
                .isZero();
        assertThat(builder(changelog(
                                changeSet(1, "a", "CREATE TABLE a (i int)"),
                                changeSet(2, "b", "CREATE TABLE b (i int)")))
                        .build()
                        .run(Command.up())
                        .steps())
                .hasSize(1);
    }

    @Test
    void theDeadlineCancelsTheStatementInTheServerAndLeavesNothing() {
        MigrationManager manager =
                builder(sleeping()).timeout(Duration.ofSeconds(5)).build();
        long start = System.nanoTime();

        assertThatThrownBy(() -> manager.run(Command.up()))
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessageContaining("changes.yaml::ann::2")
                .hasMessageContaining("pg_sleep(600)");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
        assertTheSecondLeftNothing();
    }

    @Test
    void cancellingCancelsTheStatementInTheServerAndLeavesNothing() {
        MigrationManager manager = builder(sleeping()).build();
        CompletableFuture<Report> run = CompletableFuture.supplyAsync(() -> manager.run(Command.up()));
        await().atMost(SOON).until(this::isSleeping);

        manager.cancel();

        assertThatThrownBy(() -> run.get(SOON.toSeconds(), TimeUnit.SECONDS))
                .hasCauseInstanceOf(RunCancelledException.class);
        assertTheSecondLeftNothing();
    }

    @Test
    void sigtermCancelsTheStatementInTheServerAndLeavesNothing() throws Exception {
        sleeping();
        Process process = ChangelogProcess.start(postgres.jdbcUrl(), directory.resolve("changes.yaml"));
        await().atMost(Duration.ofSeconds(60)).until(this::isSleeping);

        process.toHandle().destroy();

        assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(said).isNotZero();
        await().atMost(SOON).until(() -> !isSleeping());
        assertTheSecondLeftNothing();
    }

    @Test
    void whoWaitsForTheLockIsToldWhoseItIsAndHowLong() {
        MigrationManager first = builder(sleeping()).build();
        CompletableFuture<Report> run = CompletableFuture.supplyAsync(() -> first.run(Command.up()));
        await().atMost(SOON).until(this::isSleeping);
        List<String> holders = Collections.synchronizedList(new ArrayList<>());
        MigrationManager second = builder(sleeping())
                .lockWait(Duration.ofSeconds(2))
                .listener(new MigrationListener() {
                    @Override
                    public void lockAwaited(String database, String holder, Duration waited) {
                        holders.add(database + " " + holder);
                    }
                })
                .build();

        assertThatThrownBy(() -> second.run(Command.up()))
                .isInstanceOf(LockTimeoutException.class)
                .hasMessageContaining("postgres")
                .hasMessageContaining("run ");
        assertThat(holders).isNotEmpty().allMatch(holder -> holder.matches("postgres .*run \\w+ of .+"));
        first.cancel();
        assertThatThrownBy(run::join).isInstanceOf(CompletionException.class);
    }

    @Test
    void ofTwoThatBeginTogetherOneRunsEachChangeSet() {
        MigrationDatabase database = changelog(
                changeSet(1, "a", "CREATE TABLE a (i int)", "SELECT pg_sleep(0.3)"),
                changeSet(2, "a", "INSERT INTO a VALUES (1)", "SELECT pg_sleep(0.3)"),
                changeSet(3, "a", "INSERT INTO a VALUES (2)"));
        List<CompletableFuture<Report>> runs = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            MigrationManager manager = builder(database).build();
            runs.add(CompletableFuture.supplyAsync(() -> manager.run(Command.up())));
        }

        assertThat(runs.stream().map(run -> run.join().steps().size())).containsExactlyInAnyOrder(3, 0);
        assertThat(Jdbc.strings(postgres.jdbcUrl(), "SELECT i FROM a ORDER BY i"))
                .containsExactly("1", "2");
        assertThat(recorded()).containsExactly("1", "2", "3");
    }

    @Test
    void eachChangeSetIsTold() {
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        MigrationManager manager = builder(changelog(
                        changeSet(1, "a", "CREATE TABLE a (i int)", "INSERT INTO a VALUES (1)"),
                        changeSet(2, "b", "CREATE TABLE b (i int)", "SELECT nothing")))
                .listener(new MigrationListener() {
                    @Override
                    public void stepStarted(Step step, Script script) {
                        told.add("started " + step.version() + " of " + script.statements());
                    }

                    @Override
                    public void statementStarted(Step step, SqlStatement statement) {
                        told.add("statement " + statement.number() + " " + statement.sql());
                    }

                    @Override
                    public void stepCompleted(Step step, Duration duration) {
                        told.add("completed " + step.version());
                    }

                    @Override
                    public void stepFailed(Step step, Failure failure, Duration duration) {
                        told.add("failed " + step.version() + " at " + failure.statement());
                    }

                    @Override
                    public void runFinished(Report report) {
                        told.add("finished " + report.outcome());
                    }
                })
                .build();

        assertThatThrownBy(() -> manager.run(Command.up())).isInstanceOf(StatementFailedException.class);
        assertThat(told)
                .containsExactly(
                        "started 1 of 2",
                        "statement 1 CREATE TABLE a (i int)",
                        "statement 2 INSERT INTO a VALUES (1)",
                        "completed 1",
                        "started 2 of 2",
                        "statement 1 CREATE TABLE b (i int)",
                        "statement 2 SELECT nothing",
                        "failed 2 at 2",
                        "finished FAILED");
    }

    @Test
    void whatAFailedRunHasAppliedInBothDatabasesIsTakenBack() {
        try (TestDatabase server = DatabasesForTests.clickhouse()) {
            Project clickhouse = new Project("clickhouse", server, directory.resolve("clickhouse"));
            MigrationDatabase old = changelog(changeSet(1, "a", "CREATE TABLE a (i int)"));
            builder(old).build().run(Command.up());
            clickhouse.migration("1_c", "CREATE TABLE c (i UInt64) ENGINE = MergeTree ORDER BY i;", "DROP TABLE c;");
            clickhouse.migration("2_wrong", "ALTER TABLE nowhere ADD COLUMN c Int32;", "");
            MigrationDatabase database = changelog(
                    changeSet(1, "a", "CREATE TABLE a (i int)"),
                    changeSet(2, "b", "CREATE TABLE b (i int)"),
                    changeSet(3, "c", "CREATE TABLE c (i int)"));
            MigrationManager manager = builder(database, clickhouse.sqlDatabase())
                    .rollbackOnFailure(true)
                    .build();

            MigrationException failure =
                    catchThrowableOfType(MigrationException.class, () -> manager.run(Command.up()));

            assertThat(failure).hasMessageContaining("nowhere");
            assertThat(tables()).containsExactly("a");
            assertThat(recorded()).containsExactly("1");
            assertThat(Jdbc.strings(server.jdbcUrl(), "SHOW TABLES")).doesNotContain("c");
            assertThat(manager.status().get(0).count(MigrationState.APPLIED)).isEqualTo(1);
        }
    }

    @Test
    void aBrokenFileOfAnotherDatabaseKeepsTheChangelogFromRunning() {
        try (TestDatabase server = DatabasesForTests.clickhouse()) {
            Project clickhouse = new Project("clickhouse", server, directory.resolve("clickhouse"));
            clickhouse.migration("1_c", "SELECT 'never closed", "");
            MigrationManager manager = builder(
                            changelog(changeSet(1, "a", "CREATE TABLE a (i int)")), clickhouse.sqlDatabase())
                    .build();

            assertThatThrownBy(() -> manager.run(Command.up())).isInstanceOf(InvalidMigrationException.class);
            assertThat(tables()).isEmpty();
        }
    }

    @Test
    void aBrokenChangelogKeepsTheOtherDatabaseFromRunning() {
        try (TestDatabase server = DatabasesForTests.clickhouse()) {
            Project clickhouse = new Project("clickhouse", server, directory.resolve("clickhouse"));
            clickhouse.migration("1_c", "CREATE TABLE c (i UInt64) ENGINE = MergeTree ORDER BY i;", "DROP TABLE c;");
            MigrationManager manager = builder(
                            clickhouse.sqlDatabase(),
                            changelog("  - changeSet: {id: 1, author: ann, changes: [{addColumn: {tableName: a}}]}"))
                    .build();

            assertThatThrownBy(() -> manager.run(Command.up())).isInstanceOf(InvalidMigrationException.class);
            assertThat(Jdbc.strings(server.jdbcUrl(), "SHOW TABLES")).doesNotContain("c");
        }
    }
}
