package dev.tandem.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tandem.migration.Command.Baseline;
import dev.tandem.migration.Command.Down;
import dev.tandem.migration.Command.Drop;
import dev.tandem.migration.Command.Force;
import dev.tandem.migration.Command.GoTo;
import dev.tandem.migration.Command.Repair;
import dev.tandem.migration.Command.Resume;
import dev.tandem.migration.Command.Up;
import dev.tandem.migration.History.Applied;
import dev.tandem.migration.History.Stopped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlannerTest {

    /**
     * What becomes of version 2 in each state. Version 1 is applied and has a down; version 2 has two statements in each
     * direction. A number behind a step says how many statements of it count as done. Of status it is the obstacle that it
     * shows. Steps are an up or a down with a limit, and a dry run and a plan ask the same planner.
     */
    private static final String TABLE = """
            version 2 is                           | up       | up retry | up skip  | down     | down retry | down skip | status
            pending                                | 2 up     | refused  | refused  | 1 down   | refused    | refused   | nothing
            pending after a failure                | 2 up     | refused  | refused  | 1 down   | refused    | refused   | nothing
            failed, and its file is gone           | nothing  | refused  | refused  | 1 down   | refused    | refused   | nothing
            applied                                | nothing  | refused  | refused  | 2 down   | refused    | refused   | nothing
            applied after a down that failed       | nothing  | refused  | refused  | 2 down   | refused    | refused   | nothing
            applied without a down                 | nothing  | refused  | refused  | no down  | no down    | no down   | nothing
            running up                             | 2 up     | 2 up     | 2 up     | 2 down   | 2 down     | 2 down    | nothing
            running down                           | 2 up     | 2 up     | 2 up     | 2 down   | 2 down     | 2 down    | nothing
            resumable up                           | 2 up 1   | refused  | refused  | dirty    | dirty      | dirty     | nothing
            resumable down                         | dirty    | dirty    | dirty    | 2 down 1 | refused    | refused   | dirty
            resumable down at the first statement  | dirty    | dirty    | dirty    | 2 down   | refused    | refused   | dirty
            dirty up                               | dirty    | 2 up 1   | 2 up 2   | dirty    | dirty      | dirty     | dirty
            dirty up at the first statement        | dirty    | 2 up     | 2 up 1   | dirty    | dirty      | dirty     | dirty
            dirty down                             | dirty    | dirty    | dirty    | dirty    | 2 down 1   | 2 down 2  | dirty
            half way up, and its file is gone      | dirty    | dirty    | dirty    | dirty    | dirty      | dirty     | dirty
            changed                                | mismatch | mismatch | mismatch | 2 down   | refused    | refused   | mismatch
            changed behind a stop up               | mismatch | mismatch | mismatch | dirty    | dirty      | dirty     | mismatch
            changed behind a stop down             | mismatch | mismatch | mismatch | mismatch | mismatch   | mismatch  | mismatch
            dirty up and changed behind the stop   | dirty    | mismatch | mismatch | dirty    | dirty      | dirty     | dirty
            dirty down and changed behind the stop | dirty    | dirty    | dirty    | dirty    | mismatch   | mismatch  | dirty
            missing with a recorded down           | mismatch | mismatch | mismatch | 2 down   | refused    | refused   | mismatch
            missing without a recorded down        | mismatch | mismatch | mismatch | no down  | no down    | no down   | mismatch
            future with a recorded down            | nothing  | refused  | refused  | 2 down   | refused    | refused   | nothing
            future without a recorded down         | nothing  | refused  | refused  | no down  | no down    | no down   | nothing
            out of order                           | mismatch | mismatch | mismatch | 3 down   | refused    | refused   | mismatch
            out of order, which is allowed         | 2 up     | refused  | refused  | 3 down   | refused    | refused   | nothing
            """;

    /** As above, for the commands that name a version, and for repair. */
    private static final String TABLE_OF_VERSIONS = """
            version 2 is                           | goto 2       | goto 2 retry | goto 2 skip | goto 1   | goto none        | force 2                  | force 1      | baseline 2 | repair
            pending                                | 2 up         | refused      | refused     | nothing  | 1 down           | 2 force up               | nothing      | refused    | nothing
            pending after a failure                | 2 up         | refused      | refused     | nothing  | 1 down           | 2 force up               | nothing      | refused    | nothing
            failed, and its file is gone           | nothing      | refused      | refused     | nothing  | 1 down           | nothing                  | nothing      | nothing    | nothing
            applied                                | nothing      | refused      | refused     | 2 down   | 2 down, 1 down   | nothing                  | 2 force down | nothing    | nothing
            applied after a down that failed       | nothing      | refused      | refused     | 2 down   | 2 down, 1 down   | nothing                  | 2 force down | nothing    | nothing
            applied without a down                 | nothing      | refused      | refused     | no down  | no down          | nothing                  | 2 force down | nothing    | nothing
            running up                             | 2 up         | 2 up         | 2 up        | 2 down   | 2 down, 1 down   | 2 force up               | 2 force down | refused    | nothing
            running down                           | 2 up         | 2 up         | 2 up        | 2 down   | 2 down, 1 down   | 2 force up               | 2 force down | refused    | nothing
            resumable up                           | 2 up 1       | refused      | refused     | dirty    | dirty            | 2 force up               | 2 force down | refused    | nothing
            resumable down                         | dirty        | dirty        | dirty       | 2 down 1 | 2 down 1, 1 down | 2 force up               | 2 force down | refused    | nothing
            resumable down at the first statement  | dirty        | dirty        | dirty       | 2 down   | 2 down, 1 down   | 2 force up               | 2 force down | refused    | nothing
            dirty up                               | dirty        | 2 up 1       | 2 up 2      | dirty    | dirty            | 2 force up               | 2 force down | refused    | nothing
            dirty up at the first statement        | dirty        | 2 up         | 2 up 1      | dirty    | dirty            | 2 force up               | 2 force down | refused    | nothing
            dirty down                             | dirty        | dirty        | dirty       | dirty    | dirty            | 2 force up               | 2 force down | refused    | nothing
            half way up, and its file is gone      | dirty        | dirty        | dirty       | dirty    | dirty            | 2 force up               | 2 force down | refused    | nothing
            changed                                | mismatch     | mismatch     | mismatch    | 2 down   | 2 down, 1 down   | nothing                  | 2 force down | nothing    | 2 repair up
            changed behind a stop up               | mismatch     | mismatch     | mismatch    | dirty    | dirty            | 2 force up               | 2 force down | refused    | mismatch
            changed behind a stop down             | mismatch     | mismatch     | mismatch    | mismatch | mismatch         | 2 force up               | 2 force down | refused    | mismatch
            dirty up and changed behind the stop   | dirty        | mismatch     | mismatch    | dirty    | dirty            | 2 force up               | 2 force down | refused    | nothing
            dirty down and changed behind the stop | dirty        | dirty        | dirty       | dirty    | dirty            | 2 force up               | 2 force down | refused    | nothing
            missing with a recorded down           | mismatch     | mismatch     | mismatch    | 2 down   | 2 down, 1 down   | nothing                  | 2 force down | nothing    | 2 repair down
            missing without a recorded down        | mismatch     | mismatch     | mismatch    | no down  | no down          | nothing                  | 2 force down | nothing    | 2 repair down
            future with a recorded down            | nothing      | refused      | refused     | 2 down   | 2 down, 1 down   | nothing                  | 2 force down | nothing    | nothing
            future without a recorded down         | nothing      | refused      | refused     | no down  | no down          | nothing                  | 2 force down | nothing    | nothing
            out of order                           | 3 down, 2 up | refused      | refused     | 3 down   | 3 down, 1 down   | 3 force down, 2 force up | 3 force down | refused    | nothing
            out of order, which is allowed         | 3 down, 2 up | refused      | refused     | 3 down   | 3 down, 1 down   | 3 force down, 2 force up | 3 force down | refused    | nothing
            """;

    private static final Map<String, Supplier<DatabaseState>> STATES = Map.ofEntries(
            Map.entry("pending", () -> files().state()),
            Map.entry(
                    "pending after a failure",
                    () -> stopped(files(), Direction.UP, Effects.NONE).state()),
            Map.entry(
                    "failed, and its file is gone",
                    () -> stopped(first(), Direction.UP, Effects.NONE).state()),
            Map.entry("applied", () -> applied(files(), true).state()),
            Map.entry(
                    "applied after a down that failed",
                    () -> files().write(2, new Applied("a;b"), true, "no").state()),
            Map.entry(
                    "applied without a down",
                    () -> first().applied(2, "a;b", null).state()),
            Map.entry(
                    "running up",
                    () -> stopped(files(), Direction.UP, Effects.UNKNOWN, "a").stateWhileSomebodyIsAtIt()),
            Map.entry(
                    "running down",
                    () -> stopped(files(), Direction.DOWN, Effects.UNKNOWN, "y").stateWhileSomebodyIsAtIt()),
            Map.entry(
                    "resumable up",
                    () -> stopped(files(), Direction.UP, Effects.NONE, "a").state()),
            Map.entry(
                    "resumable down",
                    () -> stopped(files(), Direction.DOWN, Effects.NONE, "y").state()),
            Map.entry(
                    "resumable down at the first statement",
                    () -> stopped(files(), Direction.DOWN, Effects.NONE).state()),
            Map.entry(
                    "dirty up",
                    () -> stopped(files(), Direction.UP, Effects.UNKNOWN, "a").state()),
            Map.entry(
                    "dirty up at the first statement",
                    () -> stopped(files(), Direction.UP, Effects.SOME).state()),
            Map.entry(
                    "dirty down",
                    () -> stopped(files(), Direction.DOWN, Effects.UNKNOWN, "y").state()),
            Map.entry(
                    "half way up, and its file is gone",
                    () -> stopped(first(), Direction.UP, Effects.NONE, "a").state()),
            Map.entry(
                    "changed",
                    () -> files().write(2, new Applied("a;other"), true, null).state()),
            Map.entry(
                    "changed behind a stop up",
                    () -> stopped(files(), Direction.UP, Effects.NONE, "other").state()),
            Map.entry(
                    "changed behind a stop down",
                    () -> stopped(files(), Direction.DOWN, Effects.NONE, "other")
                            .state()),
            Map.entry(
                    "dirty up and changed behind the stop",
                    () -> stopped(files(), Direction.UP, Effects.UNKNOWN, "other")
                            .state()),
            Map.entry(
                    "dirty down and changed behind the stop",
                    () -> stopped(files(), Direction.DOWN, Effects.UNKNOWN, "other")
                            .state()),
            Map.entry(
                    "missing with a recorded down",
                    () -> applied(first(), true).file(3, "c", null).state()),
            Map.entry(
                    "missing without a recorded down",
                    () -> applied(first(), false).file(3, "c", null).state()),
            Map.entry(
                    "future with a recorded down", () -> applied(first(), true).state()),
            Map.entry(
                    "future without a recorded down",
                    () -> applied(first(), false).state()),
            Map.entry("out of order", () -> files().applied(3, "c", "v").state()),
            Map.entry(
                    "out of order, which is allowed",
                    () -> files().applied(3, "c", "v").allowOutOfOrder().state()));

    private static final Map<String, Command> COMMANDS = Map.ofEntries(
            Map.entry("up", Command.up()),
            Map.entry("up retry", new Up(Command.ALL, Resume.RETRY)),
            Map.entry("up skip", new Up(Command.ALL, Resume.SKIP)),
            Map.entry("down", Command.down(1)),
            Map.entry("down retry", new Down(1, Resume.RETRY)),
            Map.entry("down skip", new Down(1, Resume.SKIP)),
            Map.entry("goto 2", goTo(2L)),
            Map.entry("goto 2 retry", new GoTo(2L, Resume.RETRY)),
            Map.entry("goto 2 skip", new GoTo(2L, Resume.SKIP)),
            Map.entry("goto 1", goTo(1L)),
            Map.entry("goto none", goTo(null)),
            Map.entry("force 2", new Force(2L)),
            Map.entry("force 1", new Force(1L)),
            Map.entry("baseline 2", new Baseline(2)),
            Map.entry("repair", new Repair()));

    private static GoTo goTo(Long version) {
        return new GoTo(version, Resume.REFUSE);
    }

    private static MemoryDatabase first() {
        return MemoryDatabase.relational("main").applied(1, "x", "w");
    }

    private static MemoryDatabase files() {
        return first().file(2, "a;b", "y;z");
    }

    private static MemoryDatabase applied(MemoryDatabase database, boolean hasDown) {
        return database.write(2, new Applied("a;b"), hasDown, null);
    }

    private static MemoryDatabase stopped(
            MemoryDatabase database, Direction direction, Effects effects, String... fingerprints) {
        return database.write(2, new Stopped(direction, List.of(fingerprints), effects), true, null);
    }

    static Stream<Arguments> cells() {
        return Stream.of(TABLE, TABLE_OF_VERSIONS).flatMap(PlannerTest::cells);
    }

    private static Stream<Arguments> cells(String table) {
        List<List<String>> rows = table.lines()
                .map(line ->
                        Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
                .toList();
        List<Arguments> cells = new ArrayList<>();
        for (List<String> row : rows.subList(1, rows.size())) {
            for (int column = 1; column < row.size(); column++) {
                cells.add(arguments(row.get(0), rows.get(0).get(column), row.get(column)));
            }
        }
        return cells.stream();
    }

    @ParameterizedTest(name = "{0}: {1} is {2}")
    @MethodSource("cells")
    void decidesByStateAndCommand(String state, String command, String expected) {
        DatabaseState database = STATES.get(state).get();

        assertThat(command.equals("status") ? obstacle(database) : answer(COMMANDS.get(command), database))
                .isEqualTo(expected);
    }

    @Test
    void everyStateOfTheTableCanBeDropped() {
        assertThat(STATES.values()).allSatisfy(state -> {
            Plan plan = Planner.plan(new Drop(), List.of(state.get()));

            assertThat(plan.databases()).containsExactly("main");
            assertThat(plan.steps()).isEmpty();
            assertThat(plan.isEmpty()).isFalse();
        });
    }

    @Test
    void theTableHasEveryStateThatThereIs() {
        assertThat(STATES.values().stream()
                        .flatMap(state -> state.get().migrations().values().stream())
                        .map(MigrationStatus::state))
                .containsAll(List.of(MigrationState.values()));
    }

    private static String obstacle(DatabaseState state) {
        Obstacle obstacle = state.status(new LockStatus("memory", null, null)).obstacle();
        return obstacle == null ? "nothing" : obstacle.kind().name().toLowerCase(Locale.ROOT);
    }

    private static String answer(Command command, DatabaseState... states) {
        try {
            Plan plan = Planner.plan(command, List.of(states));
            return plan.isEmpty()
                    ? "nothing"
                    : plan.steps().stream().map(PlannerTest::text).collect(Collectors.joining(", "));
        } catch (DirtyDatabaseException e) {
            return "dirty";
        } catch (HistoryMismatchException e) {
            return "mismatch";
        } catch (MissingDownException e) {
            return "no down";
        } catch (RefusedException e) {
            return "refused";
        }
    }

    private static String text(Step step) {
        return step.version()
                + (step.recordsOnly() ? " " + step.action().name().toLowerCase(Locale.ROOT) : "")
                + (step.direction() == Direction.UP ? " up" : " down")
                + (step.completed() == 0 ? "" : " " + step.completed());
    }

    private static List<DatabaseState> inForwardOrder(MemoryDatabase... databases) {
        return Stream.of(databases)
                .sorted(Planner.ORDER)
                .map(MemoryDatabase::state)
                .toList();
    }

    private static MemoryDatabase relational(String name) {
        return MemoryDatabase.relational(name);
    }

    private static MemoryDatabase analytical(String name) {
        return MemoryDatabase.analytical(name, new ArrayList<>());
    }

    @Test
    void goesForwardAsConfiguredThenRelationalBeforeAnalyticalThenByName() {
        Plan plan = Planner.plan(
                Command.up(),
                inForwardOrder(
                        analytical("a").file(1, "x", null),
                        relational("c").file(1, "x", null),
                        relational("b").file(1, "x", null),
                        relational("last").order(1).file(1, "x", null),
                        analytical("first").order(-1).file(1, "x", null)));

        assertThat(plan.databases()).containsExactly("first", "b", "c", "a", "last");
        assertThat(plan.steps()).extracting(Step::database).containsExactly("first", "b", "c", "a", "last");
    }

    @Test
    void takesBackInReverseOrder() {
        Plan plan = Planner.plan(
                Command.down(Command.ALL),
                inForwardOrder(
                        relational("pg").applied(1, "x", "w").applied(2, "x", "w"),
                        analytical("ch").applied(1, "x", "w").applied(7, "x", "w")));

        assertThat(plan.databases()).containsExactly("ch", "pg");
        assertThat(plan.steps())
                .extracting(step -> step.database() + " " + text(step))
                .containsExactly("ch 7 down", "ch 1 down", "pg 2 down", "pg 1 down");
    }

    @Test
    void dropsInReverseOrder() {
        Plan plan = Planner.plan(new Drop(), inForwardOrder(relational("pg"), analytical("ch")));

        assertThat(plan.databases()).containsExactly("ch", "pg");
    }

    @Test
    void leavesOutDatabasesWithNothingDue() {
        Plan plan = Planner.plan(
                Command.up(),
                inForwardOrder(
                        relational("a").applied(1, "x", null), relational("b").file(1, "x", null)));

        assertThat(plan.databases()).containsExactly("b");
    }

    @Test
    void theLimitCountsInEachDatabase() {
        MemoryDatabase a = relational("a")
                .applied(1, "x", "w")
                .file(2, "x", null)
                .file(3, "x", null)
                .file(4, "x", null);
        MemoryDatabase b = relational("b").file(1, "x", null).file(2, "x", null).file(3, "x", null);

        Plan plan = Planner.plan(new Up(2, Resume.REFUSE), inForwardOrder(a, b));

        assertThat(plan.steps())
                .extracting(step -> step.database() + step.version())
                .containsExactly("a2", "a3", "b1", "b2");
    }

    @Test
    void takesBackTheLatestFirstAndNoMoreThanTheLimit() {
        MemoryDatabase database =
                relational("a").applied(1, "x", "w").applied(5, "x", "w").applied(9, "x", "w");

        assertThat(answer(Command.down(2), database.state())).isEqualTo("9 down, 5 down");
        assertThat(answer(Command.down(Command.ALL), database.state())).isEqualTo("9 down, 5 down, 1 down");
    }

    @Test
    void onlyTheDownsWithinTheLimitHaveToBeThere() {
        MemoryDatabase database = relational("a").applied(1, "x", null).applied(2, "x", "w");

        assertThat(answer(Command.down(1), database.state())).isEqualTo("2 down");
        assertThat(answer(Command.down(2), database.state())).isEqualTo("no down");
    }

    @Test
    void refusesBeyondTheLimitToo() {
        MemoryDatabase database = relational("a")
                .file(1, "x", null)
                .file(2, "a;b", null)
                .write(2, new Stopped(Direction.UP, List.of("a"), Effects.UNKNOWN), false, null);

        assertThat(answer(new Up(1, Resume.REFUSE), database.state())).isEqualTo("dirty");
    }

    @Test
    void aLimitBelowOneIsAMistake() {
        assertThatThrownBy(() -> new Up(0, Resume.REFUSE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Command.down(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesWhatIsOlderThanAnAppliedOneUnlessAllowed() {
        MemoryDatabase late = relational("a").applied(2, "x", null).file(1, "x", null);

        HistoryMismatchException refused = catchThrowableOfType(
                HistoryMismatchException.class, () -> Planner.plan(Command.up(), List.of(late.state())));

        assertThat(refused.failure().version()).isEqualTo(1);
        assertThat(refused).hasMessageContaining("version 2 is applied already").hasMessageContaining("out-of-order");
        assertThat(answer(Command.up(), late.allowOutOfOrder().state())).isEqualTo("1 up");
    }

    @Test
    void whatANewerApplicationAppliedMakesAnOlderFileOutOfOrder() {
        MemoryDatabase late = relational("a").file(1, "x", null).write(2, new Applied("x"), true, null);

        assertThat(answer(Command.up(), late.state())).isEqualTo("mismatch");
    }

    @Test
    void severalRefusalsAreToldTogetherUnderTheGravest() {
        MemoryDatabase changed = relational("a").file(1, "x", null).write(1, new Applied("other"), false, null);
        MemoryDatabase dirty = relational("b")
                .file(1, "a;b", null)
                .write(1, new Stopped(Direction.UP, List.of("a"), Effects.UNKNOWN), false, "it broke")
                .file(2, "x", null)
                .write(2, new Applied("other"), false, null);

        DirtyDatabaseException refused = catchThrowableOfType(
                DirtyDatabaseException.class, () -> Planner.plan(Command.up(), inForwardOrder(changed, dirty)));

        assertThat(refused.failure().database()).isEqualTo("b");
        assertThat(refused.failure().version()).isEqualTo(1);
        assertThat(refused)
                .hasMessageContaining("stopped at statement 2")
                .hasMessageContaining("It ended with: it broke")
                .hasMessageContaining("--resume retry")
                .hasMessageContaining("--resume skip")
                .hasMessageContaining("/a/1.up.sql")
                .hasMessageContaining("/b/2.up.sql");
    }

    @Test
    void aMissingDownIsLessGraveThanAHalfDoneMigration() {
        MemoryDatabase noDown = relational("a").applied(1, "x", null);
        MemoryDatabase halfUp = relational("b")
                .file(1, "a;b", "y")
                .write(1, new Stopped(Direction.UP, List.of("a"), Effects.NONE), false, null);

        DirtyDatabaseException refused = catchThrowableOfType(
                DirtyDatabaseException.class, () -> Planner.plan(Command.down(1), inForwardOrder(noDown, halfUp)));

        assertThat(refused).hasMessageContaining("migrate up --db b").hasMessageContaining("has no down");
    }

    @Test
    void oneDatabaseThatRefusesIsEnough() {
        MemoryDatabase fine = relational("a").file(1, "x", null);
        MemoryDatabase missing =
                relational("b").write(1, new Applied("x"), false, null).file(2, "x", null);

        assertThat(answer(Command.up(), fine.state(), missing.state())).isEqualTo("mismatch");
    }

    @Test
    void takesBackEverywhereBeforeAnythingGoesForward() {
        MemoryDatabase pg =
                relational("pg").applied(1, "x", "w").file(2, "x", "w").applied(3, "x", "w");
        MemoryDatabase ch = analytical("ch").file(2, "x", "w").applied(3, "x", "w");

        Plan plan = Planner.plan(goTo(2L), inForwardOrder(pg, ch));

        assertThat(plan.steps())
                .extracting(step -> step.database() + " " + text(step))
                .containsExactly("ch 3 down", "pg 3 down", "pg 2 up", "ch 2 up");
        assertThat(plan.databases()).containsExactly("ch", "pg");
    }

    @Test
    void goesForwardNoFurtherThanTheVersion() {
        MemoryDatabase database = relational("a")
                .applied(1, "x", null)
                .file(2, "x", null)
                .file(3, "x", null)
                .file(4, "x", null);

        assertThat(answer(goTo(3L), database.state())).isEqualTo("2 up, 3 up");
        assertThat(answer(new Force(3L), database.state())).isEqualTo("2 force up, 3 force up");
    }

    @Test
    void whatIsTakenBackMakesNothingOutOfOrder() {
        MemoryDatabase late =
                relational("a").file(1, "x", "w").file(2, "x", "w").applied(3, "x", "w");

        assertThat(answer(goTo(2L), late.state())).isEqualTo("3 down, 1 up, 2 up");
    }

    @Test
    void refusesOutOfOrderOnTheWayToAVersion() {
        MemoryDatabase late = relational("a").file(1, "x", null).applied(2, "x", null);

        assertThat(answer(goTo(2L), late.state())).isEqualTo("mismatch");
    }

    @Test
    void goesOnWithADirtyOneOnlyOnRequest() {
        DatabaseState dirty = STATES.get("dirty up").get();

        assertThat(answer(new GoTo(2L, Resume.RETRY), dirty)).isEqualTo("2 up 1");
        assertThat(answer(new GoTo(2L, Resume.SKIP), dirty)).isEqualTo("2 up 2");
    }

    @Test
    void whoDecidesAboutADirtyMigrationWhereThereIsNoneIsTold() {
        DatabaseState pending = STATES.get("pending").get();
        DatabaseState dirty = STATES.get("dirty up").get();

        assertThatThrownBy(() -> Planner.plan(new Up(Command.ALL, Resume.SKIP), List.of(pending)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("Nothing is dirty")
                .hasMessageContaining("without --resume");
        assertThat(answer(new Up(Command.ALL, Resume.SKIP), pending, dirty)).isEqualTo("2 up, 2 up 2");
    }

    @Test
    void whatIsPendingAlthoughANewerOneIsAppliedIsShownAsOutOfOrder() {
        MemoryDatabase late =
                relational("a").file(1, "x", null).applied(2, "x", null).file(3, "x", null);
        DatabaseStatus status = late.state().status(new LockStatus("memory", null, null));

        assertThat(status.migrations())
                .filteredOn(status::isOutOfOrder)
                .extracting(MigrationStatus::version)
                .containsExactly(1L);
        assertThat(status.obstacle().failure()).satisfies(failure -> {
            assertThat(failure.version()).isEqualTo(1);
            assertThat(failure.message()).contains("out of order");
        });
    }

    @Test
    void zeroIsBeforeEverythingWhereThereIsNoMigrationZero() {
        MemoryDatabase without = relational("a").applied(1, "x", "w");
        MemoryDatabase with = relational("b").applied(0, "x", "w").applied(1, "x", "w");

        assertThat(answer(goTo(0L), without.state())).isEqualTo("1 down");
        assertThat(answer(goTo(0L), with.state())).isEqualTo("1 down");
        assertThat(answer(goTo(null), with.state())).isEqualTo("1 down, 0 down");
        assertThat(answer(new Force(0L), without.state())).isEqualTo("1 force down");
        assertThat(answer(new Force(null), with.state())).isEqualTo("1 force down, 0 force down");
    }

    static List<Command> commandsThatNameAVersion() {
        return List.of(goTo(5L), new Force(5L), new Baseline(5));
    }

    @ParameterizedTest
    @MethodSource("commandsThatNameAVersion")
    void aVersionHasToBeThereInEachDatabase(Command command) {
        MemoryDatabase has = relational("a").file(5, "x", null);
        MemoryDatabase hasNot =
                relational("b").file(3, "x", null).file(4, "x", null).file(9, "x", null);

        InvalidConfigurationException refused = catchThrowableOfType(
                InvalidConfigurationException.class, () -> Planner.plan(command, inForwardOrder(has, hasNot)));

        assertThat(refused.failure().database()).isEqualTo("b");
        assertThat(refused)
                .hasMessageContaining("no migration 5")
                .hasMessageContaining("Nearest: 4 and 9")
                .hasMessageContaining("--db");
        assertThat(Planner.plan(command, inForwardOrder(has)).steps()).hasSize(1);
    }

    @Test
    void anUnknownVersionIsAllThatIsTold() {
        DatabaseState dirty = STATES.get("dirty up").get();

        assertThatThrownBy(() -> Planner.plan(goTo(7L), List.of(dirty)))
                .isInstanceOf(InvalidConfigurationException.class)
                .message()
                .doesNotContain("is dirty");
    }

    @Test
    void aDirtyOneMayBePutInOrderByHand() {
        assertThatThrownBy(() -> Planner.plan(
                        Command.up(), List.of(STATES.get("dirty up").get())))
                .hasMessageContaining("migrate force 2 --db main (all of it)")
                .hasMessageContaining("migrate force 1 --db main (nothing of it)");
    }

    @Test
    void aVersionOfTheHistoryIsEnough() {
        MemoryDatabase future = relational("a").applied(1, "x", null).write(7, new Applied("x"), true, null);

        assertThat(answer(goTo(7L), future.state())).isEqualTo("nothing");
    }

    @Test
    void aBaselineIsForADatabaseInWhichNothingIsApplied() {
        MemoryDatabase failed = relational("a")
                .file(1, "x", null)
                .write(1, new Stopped(Direction.UP, List.of(), Effects.NONE), false, "exists already")
                .file(2, "x", null)
                .file(3, "x", null);
        MemoryDatabase used = relational("a").applied(1, "x", null).file(2, "x", null);

        assertThat(answer(new Baseline(2), failed.state())).isEqualTo("1 baseline up, 2 baseline up");
        assertThat(answer(new Baseline(1), used.state())).isEqualTo("nothing");
        assertThatThrownBy(() -> Planner.plan(new Baseline(2), List.of(used.state())))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("baseline is for a database without a history")
                .hasMessageContaining("migrate force");
    }

    @Test
    void namesTheFirstStatementThatDiffers() {
        MemoryDatabase edited = relational("a")
                .file(1, "a;edited;c", null)
                .write(1, new Stopped(Direction.UP, List.of("a", "a;b"), Effects.NONE), false, null);

        assertThatThrownBy(() -> Planner.plan(Command.up(), List.of(edited.state())))
                .isInstanceOf(HistoryMismatchException.class)
                .hasMessageContaining("stopped behind statement 2")
                .hasMessageContaining("statement 2 of the file now differs");
    }

    @Test
    void aDownThatDiffersIsNamedWithItsFile() {
        DatabaseState changed = STATES.get("changed behind a stop down").get();

        assertThatThrownBy(() -> Planner.plan(Command.down(1), List.of(changed)))
                .hasMessageContaining("/main/2.down.sql")
                .hasMessageContaining("statement 1 of the file now differs")
                .hasMessageContaining("run down again");
    }
}
