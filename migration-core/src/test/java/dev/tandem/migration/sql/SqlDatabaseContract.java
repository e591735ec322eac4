package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.Action;
import dev.tandem.migration.Command;
import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.Direction;
import dev.tandem.migration.HistoryMismatchException;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.MissingDownException;
import dev.tandem.migration.Plan;
import dev.tandem.migration.RefusedException;
import dev.tandem.migration.Report;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.StepResult;
import dev.tandem.migration.embedded.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every SQL database owes, whatever its dialect. */
public abstract class SqlDatabaseContract {

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
