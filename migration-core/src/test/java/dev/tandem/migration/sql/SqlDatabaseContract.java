package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.Action;
import dev.tandem.migration.Command;
import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.Deadline;
import dev.tandem.migration.DeadlineExceededException;
import dev.tandem.migration.Direction;
import dev.tandem.migration.HistoryMismatchException;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.MissingDownException;
import dev.tandem.migration.Obstacle;
import dev.tandem.migration.Plan;
import dev.tandem.migration.RefusedException;
import dev.tandem.migration.Report;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.Step;
import dev.tandem.migration.StepResult;
import dev.tandem.migration.embedded.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every SQL database owes, whatever its dialect. */
public abstract class SqlDatabaseContract {

    private static final Pattern ADDRESS = Pattern.compile("//([^/:]+):(\\d+)");

    @TempDir
    protected Path directory;

    protected TestDatabase database;
    protected Project project;

    protected abstract TestDatabase newDatabase();

    /** Creates a table with an id. */
    protected abstract String createTable(String table);

    /** The catalog: everything in the database but the history, as text lines. */
    protected abstract List<String> schema();

    @BeforeEach
    void createDatabase() {
        database = newDatabase();
        project = new Project("main", database, directory.resolve("migrations"));
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void whatListenersTakeIsNotOfAMigrationsOwnTime() {
        project.migration("1_a", "-- tandem:timeout 1s\n" + createTable("a") + ";", "");
        project.migration("2_b", createTable("b") + ";", "");
        project.listener(new MigrationListener() {
            @Override
            public void stepCompleted(Step step, Duration duration) {
                try (Deadline never = Deadline.never()) {
                    never.pause(Duration.ofMillis(1_300), "while it was told");
                }
            }
        });

        project.up();

        assertThat(project.states()).containsEntry(2L, MigrationState.APPLIED);
    }

    private void threeTables() {
        for (int i = 1; i <= 3; i++) {
            project.migration("00000" + i + "_create_t" + i, createTable("t" + i) + ";\n", "DROP TABLE t" + i + ";\n");
        }
    }

    @Test
    void appliesEverythingPendingInOrderAndSaysSo() {
        threeTables();

        Report report = project.up();

        assertThat(report.outcome()).isEqualTo(Report.Outcome.DONE);
        assertThat(report.steps()).extracting(result -> result.step().version()).containsExactly(1L, 2L, 3L);
        assertThat(report.steps()).extracting(StepResult::outcome).containsOnly(StepResult.Outcome.APPLIED);
        DatabaseStatus left = report.databases().get(0);
        assertThat(left.current()).isEqualTo(3L);
        assertThat(left.pending()).isZero();
        assertThat(schema()).anyMatch(line -> line.contains("t1")).anyMatch(line -> line.contains("t3"));
    }

    @Test
    void hasNothingToDoTheSecondTime() {
        threeTables();
        project.up();

        Report again = project.up();

        assertThat(again.outcome()).isEqualTo(Report.Outcome.NOTHING);
        assertThat(again.steps()).isEmpty();
        assertThat(again.databases().get(0).current()).isEqualTo(3L);
    }

    @Test
    void readingTheStatusCreatesNothing() {
        threeTables();

        DatabaseStatus status = project.status();

        assertThat(status.reachable()).isTrue();
        assertThat(status.current()).isNull();
        assertThat(status.pending()).isEqualTo(3);
        assertThat(schema()).isEmpty();
        assertThat(historyExists()).isFalse();
    }

    @Test
    void goesAllTheWayDownAndUpAgainToTheSameSchema() {
        threeTables();
        project.up();
        List<String> before = schema();

        Report down = project.down(Command.ALL);
        List<String> empty = schema();
        project.up();

        assertThat(down.steps()).extracting(result -> result.step().version()).containsExactly(3L, 2L, 1L);
        assertThat(down.steps()).extracting(StepResult::outcome).containsOnly(StepResult.Outcome.REVERTED);
        assertThat(empty).isEmpty();
        assertThat(schema()).isEqualTo(before).isNotEmpty();
    }

    @Test
    void takesBackTheLatestOnly() {
        threeTables();
        project.up();

        project.down(1);

        assertThat(project.states())
                .containsEntry(2L, MigrationState.APPLIED)
                .containsEntry(3L, MigrationState.PENDING);
    }

    @Test
    void appliesNoMoreThanTheLimit() {
        threeTables();

        project.manager().run(new Command.Up(2, Command.Resume.REFUSE));

        assertThat(project.status().current()).isEqualTo(2L);
    }

    @Test
    void editingACommentChangesNothing() {
        threeTables();
        project.up();
        project.write("000002_create_t2.up.sql", "-- a word of explanation\n  " + createTable("t2") + "\n;\n");

        assertThat(project.states()).containsEntry(2L, MigrationState.APPLIED);
    }

    @Test
    void refusesWhenAFileWasChangedAfterwards() {
        threeTables();
        project.up();
        project.write("000002_create_t2.up.sql", createTable("t2_renamed") + ";\n");
        project.migration("000004_create_t4", createTable("t4"), "");

        HistoryMismatchException refused = catchThrowableOfType(HistoryMismatchException.class, project::up);

        assertThat(refused.failure().version()).isEqualTo(2L);
        assertThat(refused).hasMessageContaining("000002_create_t2.up.sql").hasMessageContaining("changed");
        assertThat(schema()).noneMatch(line -> line.contains("t4"));
    }

    @Test
    void refusesAMissingFileButNotANewerSchema() {
        threeTables();
        project.up();

        project.delete("000003");
        assertThat(project.states()).containsEntry(3L, MigrationState.FUTURE);
        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.NOTHING);

        project.delete("000001");
        assertThat(project.states()).containsEntry(1L, MigrationState.MISSING);
        assertThat(catchThrowableOfType(HistoryMismatchException.class, project::up)
                        .failure()
                        .version())
                .isEqualTo(1L);
    }

    @Test
    void refusesToRunOutOfOrderUnlessAllowed() {
        project.migration("000002_create_t2", createTable("t2"), "");
        project.up();
        project.migration("000001_create_t1", createTable("t1"), "");

        HistoryMismatchException refused = catchThrowableOfType(HistoryMismatchException.class, project::up);
        Report allowed = project.with(builder -> builder.outOfOrder(true)).up();

        assertThat(refused).hasMessageContaining("out of order");
        assertThat(allowed.outcome()).isEqualTo(Report.Outcome.DONE);
    }

    @Test
    void refusesToTakeBackWhatWasWrittenWithoutADown() {
        threeTables();
        project.migration("000004_create_t4", createTable("t4"), "");
        project.up();

        MissingDownException refused = catchThrowableOfType(MissingDownException.class, () -> project.down(2));

        assertThat(refused.failure().version()).isEqualTo(4L);
        assertThat(project.status().current()).isEqualTo(4L);
    }

    @Test
    void takesBackWithTheRecordedDownWhenTheFileIsGone() {
        threeTables();
        project.up();
        project.delete("000003");

        project.down(1);

        assertThat(schema()).noneMatch(line -> line.contains("t3"));
        assertThat(project.status().current()).isEqualTo(2L);
    }

    @Test
    void aFailureNamesEverythingAndLeavesTheOthersAlone() {
        threeTables();
        project.migration(
                "000004_broken",
                "-- a comment\n" + createTable("t4") + ";\n" + createTable("t5") + ";\nCREATE NONSENSE x;\n",
                "");

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);

        assertThat(failed.failure().database()).isEqualTo("main");
        assertThat(failed.failure().version()).isEqualTo(4L);
        assertThat(failed.failure().statement()).isEqualTo(3);
        assertThat(failed.failure().line()).isEqualTo(4);
        assertThat(failed.failure().sql()).isEqualTo("CREATE NONSENSE x");
        assertThat(failed.failure().location()).endsWith("000004_broken.up.sql");
        assertThat(failed.report().steps())
                .extracting(StepResult::outcome)
                .containsExactly(
                        StepResult.Outcome.APPLIED,
                        StepResult.Outcome.APPLIED,
                        StepResult.Outcome.APPLIED,
                        StepResult.Outcome.FAILED);
        assertThat(project.status().current()).isEqualTo(3L);
    }

    @Test
    void aMendedFileGoesThrough() {
        project.migration("000001_a", createTable("t1") + ";\nCREATE NONSENSE x;\n", "");
        assertThatThrownBy(project::up).isInstanceOf(StatementFailedException.class);
        project.migration("000001_a", createTable("t1") + ";\n" + createTable("t2") + ";\n", "");

        project.up();

        assertThat(project.states()).containsEntry(1L, MigrationState.APPLIED);
        assertThat(schema()).anyMatch(line -> line.contains("t1")).anyMatch(line -> line.contains("t2"));
    }

    @Test
    void nothingIsExecutedWhenAFileCannotBeRead() {
        threeTables();
        project.write("000004_open.up.sql", createTable("t4") + ";\nSELECT 'never closed;\n");

        InvalidMigrationException invalid = catchThrowableOfType(InvalidMigrationException.class, project::up);

        assertThat(invalid.failure().line()).isEqualTo(2);
        assertThat(schema()).isEmpty();
    }

    @Test
    void dryRunShowsTheSqlAndDoesNothing() {
        threeTables();
        StringBuilder out = new StringBuilder();

        Plan plan = project.manager().dryRun(Command.up(), out);

        assertThat(plan.steps()).hasSize(3);
        assertThat(out).contains(createTable("t1") + ";").contains("main: 3 create_t3 up");
        assertThat(historyExists()).isFalse();
    }

    @Test
    void refusesAPlanThatIsNotTheConfirmedOneAnyMore() {
        threeTables();
        project.up();
        Plan confirmed = project.manager().plan(Command.down(1));
        project.down(1);

        RefusedException refused = catchThrowableOfType(
                RefusedException.class, () -> project.manager().run(Command.down(1), confirmed));

        assertThat(refused).hasMessageContaining("confirmed");
        assertThat(project.status().current()).isEqualTo(2L);
    }

    @Test
    void dropLeavesNothing() {
        threeTables();
        project.up();

        Report report = project.manager().run(new Command.Drop());

        assertThat(report.dropped()).containsExactly("main");
        assertThat(schema()).isEmpty();
        assertThat(historyExists()).isFalse();
        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.DONE);
    }

    @Test
    void hostileNamesAreOnlyNames() {
        threeTables();
        project.with(builder -> builder.table("a \"b\" 'c' `d` \\e;--"));

        project.up();

        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.NOTHING);
        assertThat(project.down(1).steps())
                .extracting(r -> r.step().direction())
                .containsOnly(Direction.DOWN);
    }

    /** Quotes of every kind, a separator, a comment, letters beyond ASCII. */
    @Test
    void aHostileTableIsOnlyATableToEveryCommand() {
        threeTables();
        project.with(builder -> builder.table("t'; \"DROP\" `TABLE` t1 /* ü */ 表 \\"));

        run(new Command.Baseline(1));
        assertThat(project.up().steps()).hasSize(2);
        assertThat(project.status().obstacle()).isNull();
        run(new Command.Force(2L));
        assertThat(project.states())
                .containsEntry(2L, MigrationState.APPLIED)
                .containsEntry(3L, MigrationState.PENDING);
        project.delete("000002");
        assertThat(project.down(1).steps()).extracting(r -> r.step().version()).containsExactly(2L);
        run(new Command.Drop());
        assertThat(project.status().current()).isNull();
    }

    @Test
    void aHistoryOfANewerLayoutIsNotTouched() {
        threeTables();
        run(new Command.Force(1L));
        Jdbc.execute(database.jdbcUrl(), comment("schema_migrations", "tandem history, layout 99"));

        HistoryMismatchException refused = catchThrowableOfType(HistoryMismatchException.class, project::up);

        assertThat(refused)
                .hasMessageContaining("layout of another version: tandem history, layout 99")
                .hasMessageContaining("Use that version, or a newer one.");
        assertThat(project.status().obstacle().kind()).isEqualTo(Obstacle.Kind.HISTORY);
        Jdbc.execute(database.jdbcUrl(), "ALTER TABLE schema_migrations DROP COLUMN error");
        assertThat(catchThrowableOfType(HistoryMismatchException.class, project::up))
                .hasMessageContaining("layout 99");
    }

    @Test
    void aHistoryOfANewerLayoutIsNotReadEitherWhereNothingIsDue() {
        threeTables();
        project.up();
        Jdbc.execute(database.jdbcUrl(), comment("schema_migrations", "tandem history, layout 99"));

        assertThat(catchThrowableOfType(HistoryMismatchException.class, project::up))
                .hasMessageContaining("main: The history has a layout of another version: tandem history, layout 99");
        assertThat(project.status().obstacle().kind()).isEqualTo(Obstacle.Kind.HISTORY);
    }

    @Test
    void anEventThatNoVersionWritesIsRefusedWithItsNumber() {
        threeTables();
        project.up();
        Jdbc.execute(
                database.jdbcUrl(),
                "INSERT INTO schema_migrations SELECT 100, 9, run_id, applied_by, at, 0, 4, 'x', 'up', 'started',"
                        + " 2147483647, 2147483647, fingerprint, script, effects, NULL, NULL, NULL"
                        + " FROM schema_migrations LIMIT 1");

        assertThat(catchThrowableOfType(HistoryMismatchException.class, project::up))
                .hasMessageContaining("main: The history holds an event with the statement 2147483647 (number 100),"
                        + " which Tandem never writes");
    }

    /** Sets a table's comment. */
    protected abstract String comment(String table, String text);

    @Test
    void anotherToolsTableIsNamedByTheStatus() {
        threeTables();
        Jdbc.execute(database.jdbcUrl(), createTable("schema_migrations"));

        DatabaseStatus status = project.status();

        assertThat(status.reachable()).isTrue();
        assertThat(status.obstacle().kind()).isEqualTo(Obstacle.Kind.HISTORY);
        assertThat(status.error()).contains("not a history of Tandem");
    }

    @Test
    void filesThatCannotBeUsedAreNamedByTheStatus() {
        threeTables();
        project.write("1_again.up.sql", "SELECT 1;");

        DatabaseStatus status = project.status();

        assertThat(status.reachable()).isTrue();
        assertThat(status.obstacle().kind()).isEqualTo(Obstacle.Kind.FILES);
        assertThat(status.error()).contains("1_again.up.sql");
    }

    @Test
    void whatUpRefusesIsShownByTheStatus() {
        threeTables();
        project.up();
        project.migration("000002_create_t2", createTable("other"), "");

        DatabaseStatus status = project.status();

        assertThat(status.error()).isNull();
        assertThat(status.obstacle().kind()).isEqualTo(Obstacle.Kind.MISMATCH);
        assertThat(status.obstacle().failure().version()).isEqualTo(2);
        assertThat(status.current()).isEqualTo(3);
    }

    @Test
    void aServerThatOpensItsPortLaterIsWaitedFor() throws IOException {
        threeTables();
        int port = port();
        int later;
        try (TcpProxy free = new TcpProxy(port)) {
            later = free.port();
        }
        CountDownLatch awaited = new CountDownLatch(2);
        project.with(builder -> builder.url(urlAt("127.0.0.1:" + later))).listener(new MigrationListener() {
            @Override
            public void databaseAwaited(String name, String reason, Duration waited) {
                awaited.countDown();
            }
        });
        CompletableFuture<Report> run = CompletableFuture.supplyAsync(project::up);
        Awaitility.await().until(() -> awaited.getCount() == 0 || run.isDone());

        try (TcpProxy opened = new TcpProxy(later, port)) {
            assertThat(run.join().outcome()).isEqualTo(Report.Outcome.DONE);
            assertThat(opened.sent()).isNotEmpty();
        }
    }

    @Test
    void aServerThatAcceptsAndNeverAnswersEndsWithTheDeadline() throws IOException {
        threeTables();
        try (TcpProxy silent = new TcpProxy(port())) {
            silent.stall();
            project.with(builder -> builder.url(urlAt("127.0.0.1:" + silent.port())))
                    .timeout(Duration.ofSeconds(2));
            long start = System.nanoTime();

            MigrationException failed = catchThrowableOfType(MigrationException.class, project::up);

            assertThat(failed).isInstanceOfAny(DeadlineExceededException.class, DatabaseUnreachableException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        }
    }

    @Test
    void anUnknownHostIsNamed() {
        threeTables();
        project.with(builder -> builder.url(urlAt("no-such-host.invalid:1"))).timeout(Duration.ofSeconds(1));

        DatabaseStatus status = project.status();

        assertThat(status.obstacle().kind()).isIn(Obstacle.Kind.UNREACHABLE, Obstacle.Kind.TIME);
        assertThat(status.obstacle().failure().describe()).contains("no-such-host.invalid");
        assertThatThrownBy(project::up).hasMessageContaining("no-such-host.invalid");
    }

    @Test
    void aDatabaseThatDoesNotExistFailsAtOnce() {
        threeTables();
        project.with(builder -> builder.url(database.jdbcUrl().replace(database.name(), "no_such_database")));

        DatabaseUnreachableException missing = catchThrowableOfType(DatabaseUnreachableException.class, project::up);

        assertThat(missing.mayPass()).isFalse();
        assertThat(missing).hasMessageContaining("no such database").hasMessageContaining("no_such_database");
    }

    private int port() {
        Matcher address = ADDRESS.matcher(database.jdbcUrl());
        assertThat(address.find()).isTrue();
        return Integer.parseInt(address.group(2));
    }

    private String urlAt(String hostAndPort) {
        return ADDRESS.matcher(database.jdbcUrl()).replaceFirst("//" + hostAndPort);
    }

    private Report run(Command command) {
        return project.manager().run(command);
    }

    private static Command goTo(Long version) {
        return new Command.GoTo(version, Command.Resume.REFUSE);
    }

    @Test
    void goesUpAndDownToAVersion() {
        threeTables();

        Report up = run(goTo(2L));
        List<String> two = schema();
        project.up();
        Report down = run(goTo(2L));

        assertThat(up.steps()).extracting(StepResult::outcome).containsOnly(StepResult.Outcome.APPLIED);
        assertThat(down.steps()).extracting(StepResult::outcome).containsOnly(StepResult.Outcome.REVERTED);
        assertThat(schema()).isEqualTo(two).noneMatch(line -> line.contains("t3"));
        assertThat(run(goTo(2L)).outcome()).isEqualTo(Report.Outcome.NOTHING);
        assertThat(run(goTo(null)).steps()).hasSize(2);
        assertThat(schema()).isEmpty();
        assertThat(catchThrowableOfType(InvalidConfigurationException.class, () -> run(goTo(7L))))
                .hasMessageContaining("Nearest: 3");
    }

    @Test
    void takesBackAndGoesForwardInOneRun() {
        threeTables();
        project.with(builder -> builder.outOfOrder(true));
        project.delete("000001");
        project.up();
        threeTables();

        run(goTo(2L));

        assertThat(project.states())
                .containsEntry(1L, MigrationState.APPLIED)
                .containsEntry(2L, MigrationState.APPLIED)
                .containsEntry(3L, MigrationState.PENDING);
        assertThat(schema()).anyMatch(line -> line.contains("t1")).noneMatch(line -> line.contains("t3"));
    }

    @Test
    void forcesAHalfDoneDatabaseToAVersionAndGoesOn() {
        project.migration("000001_a", createTable("t1") + ";\n", "DROP TABLE t1;\n");
        project.migration("000002_b", "CREATE NONSENSE x;\n", "");
        project.migration("000003_c", createTable("t3") + ";\n", "");
        assertThatThrownBy(project::up).isInstanceOf(StatementFailedException.class);

        Report forced = run(new Command.Force(2L));

        assertThat(forced.steps()).extracting(result -> result.step().action()).containsExactly(Action.FORCE);
        assertThat(forced.steps()).extracting(StepResult::outcome).containsExactly(StepResult.Outcome.APPLIED);
        assertThat(run(new Command.Force(2L)).outcome()).isEqualTo(Report.Outcome.NOTHING);
        assertThat(project.up().steps()).extracting(r -> r.step().version()).containsExactly(3L);
        assertThat(whoDid("force")).containsExactly(forced.runId() + " " + Identity.userAndHost() + " 2 b applied");
    }

    @Test
    void forcesBackWithoutTouchingTheTables() {
        threeTables();
        project.up();
        List<String> before = schema();

        Report forced = run(new Command.Force(null));

        assertThat(forced.steps()).extracting(result -> result.step().version()).containsExactly(3L, 2L, 1L);
        assertThat(forced.steps()).extracting(StepResult::outcome).containsOnly(StepResult.Outcome.REVERTED);
        assertThat(schema()).isEqualTo(before);
        assertThat(project.status().current()).isNull();
        assertThat(project.status().pending()).isEqualTo(3);
    }

    @Test
    void takesAnExistingSchemaAsItsBaseline() {
        threeTables();
        Jdbc.execute(database.jdbcUrl(), createTable("t1"), createTable("t2"));
        List<String> before = schema();

        Report baseline = run(new Command.Baseline(2));

        assertThat(schema()).isEqualTo(before);
        assertThat(baseline.steps()).hasSize(2);
        assertThat(run(new Command.Baseline(2)).outcome()).isEqualTo(Report.Outcome.NOTHING);
        assertThat(catchThrowableOfType(RefusedException.class, () -> run(new Command.Baseline(3))))
                .hasMessageContaining("baseline");
        assertThat(project.up().steps()).extracting(r -> r.step().version()).containsExactly(3L);
        assertThat(whoDid("baseline"))
                .containsExactly(
                        baseline.runId() + " " + Identity.userAndHost() + " 1 create_t1 applied",
                        baseline.runId() + " " + Identity.userAndHost() + " 2 create_t2 applied");
    }

    @Test
    void whatWasRecordedCanBeTakenBackWithoutItsFile() {
        threeTables();
        Jdbc.execute(database.jdbcUrl(), createTable("t1"), createTable("t2"), createTable("t3"));
        run(new Command.Baseline(3));
        project.delete("000003");

        project.down(1);

        assertThat(schema()).noneMatch(line -> line.contains("t3"));
    }

    @Test
    void repairsChangedAndMissing() {
        threeTables();
        project.up();
        project.write("000002_create_t2.up.sql", createTable("t2_renamed") + ";\n");
        project.delete("000001");
        List<String> before = schema();

        Report repaired = run(new Command.Repair());

        assertThat(repaired.steps())
                .extracting(StepResult::outcome)
                .containsExactly(StepResult.Outcome.REVERTED, StepResult.Outcome.APPLIED);
        assertThat(project.states())
                .doesNotContainKey(1L)
                .containsEntry(2L, MigrationState.APPLIED)
                .containsEntry(3L, MigrationState.APPLIED);
        assertThat(schema()).isEqualTo(before);
        assertThat(run(new Command.Repair()).outcome()).isEqualTo(Report.Outcome.NOTHING);
        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.NOTHING);
        assertThat(whoDid("repair"))
                .containsExactly(
                        repaired.runId() + " " + Identity.userAndHost() + " 1 create_t1 reverted",
                        repaired.runId() + " " + Identity.userAndHost() + " 2 create_t2 applied");
    }

    @Test
    void dryRunOfWhatOnlyRecordsSaysSo() {
        threeTables();
        StringBuilder out = new StringBuilder();

        Plan plan = project.manager().dryRun(new Command.Force(1L), out);

        assertThat(plan.steps()).hasSize(1);
        assertThat(out.toString())
                .isEqualTo("-- main: 1 create_t1 force, recorded as applied; only the history changes\n");
        assertThat(historyExists()).isFalse();
    }

    @Test
    void anActionThatIsNotKnownIsOfANewerVersion() {
        threeTables();
        run(new Command.Force(1L));
        Jdbc.execute(
                database.jdbcUrl(),
                "INSERT INTO schema_migrations (seq, fence, run_id, applied_by, at, duration_ms, version, name, action,"
                        + " state, statement, statements, fingerprint, script, effects) SELECT 2, fence, run_id, applied_by, at, 0, 2,"
                        + " name, 'invented', state, 0, 0, '', '', effects FROM schema_migrations");

        HistoryMismatchException refused = catchThrowableOfType(HistoryMismatchException.class, project::up);

        assertThat(refused).hasMessageContaining("'invented'").hasMessageContaining("newer version");
    }

    /** Run, user, version, name and state of the events of an action. */
    private List<String> whoDid(String action) {
        return Jdbc.strings(
                database.jdbcUrl(),
                "SELECT concat(run_id, ' ', applied_by, ' ', version, ' ', name, ' ', state) FROM schema_migrations"
                        + " WHERE action = '" + action + "' ORDER BY fence, seq");
    }

    protected abstract boolean historyExists();
}
