package dev.tandem.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.Command.Baseline;
import dev.tandem.migration.Command.Force;
import dev.tandem.migration.Command.GoTo;
import dev.tandem.migration.Command.Repair;
import dev.tandem.migration.Command.Resume;
import dev.tandem.migration.Command.Up;
import dev.tandem.migration.History.Applied;
import dev.tandem.migration.History.Stopped;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of repeatable migrations: their states, and which commands run them. */
class RepeatablePlannerTest {
    private final MemoryDatabase database = MemoryDatabase.relational("main");

    private static Stopped stopped(Effects effects, String... fingerprints) {
        return new Stopped(Direction.UP, List.of(fingerprints), effects);
    }

    private List<String> plan(Command command) {
        return Planner.plan(command, List.of(database.state())).steps().stream()
                .map(step -> step.title()
                        + (step.direction() == Direction.UP ? " up" : " down")
                        + (step.completed() == 0 ? "" : " " + step.completed()))
                .toList();
    }

    private static Up up(int limit) {
        return new Up(limit, Resume.REFUSE);
    }

    private static GoTo goTo(Long version) {
        return new GoTo(version, Resume.REFUSE);
    }

    private MigrationState state() {
        return database.state()
                .migrations()
                .get(MigrationId.repeatable("views"))
                .state();
    }

    @Test
    void isPendingUntilItIsAppliedAsItReads() {
        database.repeatable("views", "a");
        assertThat(state()).isEqualTo(MigrationState.PENDING);

        database.write("views", new Applied("a"), null);
        assertThat(state()).isEqualTo(MigrationState.APPLIED);

        database.write("views", new Applied("b"), null);
        assertThat(state()).isEqualTo(MigrationState.PENDING);
    }

    @Test
    void isResumableOrDirtyLikeAnyOther() {
        database.repeatable("views", "a;b;c").write("views", stopped(Effects.NONE, "a"), "no");
        assertThat(state()).isEqualTo(MigrationState.RESUMABLE);
        assertThat(plan(Command.up())).containsExactly("R views up 1");

        database.write("views", stopped(Effects.UNKNOWN, "a"), "no");
        assertThat(state()).isEqualTo(MigrationState.DIRTY);
        assertThat(database.stateWhileSomebodyIsAtIt()
                        .migrations()
                        .get(MigrationId.repeatable("views"))
                        .state())
                .isEqualTo(MigrationState.RUNNING);
    }

    @Test
    void isDueFromItsBeginningWhenWhatRanOfItReadsDifferentlyNow() {
        database.repeatable("views", "A;b;c").write("views", stopped(Effects.NONE, "a"), "no");

        assertThat(state()).isEqualTo(MigrationState.PENDING);
        assertThat(plan(Command.up())).containsExactly("R views up");
    }

    @Test
    void isNoLongerMentionedWhenItsFileIsGone() {
        database.applied(1, "x", null)
                .write("applied", new Applied("a"), null)
                .write("dirty", stopped(Effects.UNKNOWN, "a"), "no");

        assertThat(database.state().migrations()).containsOnlyKeys(MigrationId.of(1));
        assertThat(plan(Command.up())).isEmpty();
    }

    @Test
    void isNotTheCurrentVersion() {
        database.applied(1, "x", null).repeatable("views", "a").write("views", new Applied("a"), null);

        assertThat(database.state().status(new LockStatus("memory", null, null)).current())
                .isEqualTo(1);
    }

    @Test
    void countsAsPendingAndIsNeverOutOfOrder() {
        database.applied(1, "x", null).repeatable("views", "a");

        DatabaseStatus status = database.state().status(new LockStatus("memory", null, null));

        assertThat(status.pending()).isEqualTo(1);
        assertThat(status.isOutOfOrder(status.migrations().get(1))).isFalse();
        assertThat(status.obstacle()).isNull();
    }

    @Test
    void severalRunBehindTheVersionsInTheOrderOfTheirNames() {
        database.repeatable("b", "x")
                .repeatable("c", "x")
                .repeatable("a", "x")
                .file(2, "x", null)
                .applied(1, "x", null)
                .write("c", new Applied("x"), null);

        assertThat(plan(Command.up())).containsExactly("2 m2 up", "R a up", "R b up");
    }

    @Test
    void aLimitCountsVersionsAndOnlyTheLastOfThemBringsRepeatableOnesAlong() {
        database.file(1, "x", null).file(2, "x", null).repeatable("a", "x").repeatable("b", "x");

        assertThat(plan(up(1))).containsExactly("1 m1 up");
        assertThat(plan(up(2))).containsExactly("1 m1 up", "2 m2 up", "R a up", "R b up");
    }

    @Test
    void aLimitOfOneRunsAllThatAreDueWhereNoVersionIs() {
        database.applied(1, "x", null).repeatable("a", "x").repeatable("b", "x");

        assertThat(plan(up(1))).containsExactly("R a up", "R b up");
    }

    @Test
    void goToRunsThemOnlyAtTheLastVersion() {
        database.applied(1, "x", "y").file(2, "x", "y").file(3, "x", "y").repeatable("a", "x");

        assertThat(plan(goTo(2L))).containsExactly("2 m2 up");
        assertThat(plan(goTo(3L))).containsExactly("2 m2 up", "3 m3 up", "R a up");
        assertThat(plan(goTo(1L))).isEmpty();
    }

    @Test
    void goToTheCurrentVersionRunsOneThatHasChanged() {
        database.applied(1, "x", "y").repeatable("a", "x").write("a", new Applied("w"), null);

        assertThat(plan(goTo(1L))).containsExactly("R a up");
    }

    @Test
    void whatGoesBackLeavesThemAlone() {
        database.applied(1, "x", "y")
                .applied(2, "x", "y")
                .repeatable("due", "x")
                .repeatable("applied", "x")
                .write("applied", new Applied("x"), null)
                .repeatable("dirty", "x")
                .write("dirty", stopped(Effects.UNKNOWN), "no");

        assertThat(plan(Command.down(1))).containsExactly("2 m2 down");
        assertThat(plan(Command.down(Command.ALL))).containsExactly("2 m2 down", "1 m1 down");
        assertThat(plan(goTo(1L))).containsExactly("2 m2 down");
        assertThat(plan(goTo(null))).containsExactly("2 m2 down", "1 m1 down");
    }

    @Test
    void whatOnlyRecordsLeavesThemAlone() {
        database.file(1, "x", "y")
                .repeatable("due", "x")
                .repeatable("dirty", "x")
                .write("dirty", stopped(Effects.UNKNOWN), "no");

        assertThat(plan(new Force(1L))).containsExactly("1 m1 up");
        assertThat(plan(new Force(null))).isEmpty();
        assertThat(plan(new Baseline(1))).containsExactly("1 m1 up");
        assertThat(plan(new Repair())).isEmpty();
    }

    @Test
    void aDirtyOneRefusesEverythingThatGoesForwardAndNamesNoForce() {
        database.file(1, "x", null)
                .file(2, "x", null)
                .repeatable("views", "a;b")
                .write("views", stopped(Effects.UNKNOWN, "a"), "it broke");

        DirtyDatabaseException refused = catchThrowableOfType(DirtyDatabaseException.class, () -> plan(Command.up()));

        assertThat(refused.failure().version()).isNull();
        assertThat(refused.failure().migration()).isEqualTo(MigrationId.repeatable("views"));
        assertThat(refused)
                .hasMessageStartingWith("main R: views is dirty: its up stopped at statement 2")
                .hasMessageContaining("--resume retry")
                .hasMessageContaining("--resume skip")
                .hasMessageNotContaining("force");
        assertThat(catchThrowableOfType(DirtyDatabaseException.class, () -> plan(up(1))))
                .isNotNull();
    }

    @Test
    void aDirtyOneIsResumedAsDecided() {
        database.repeatable("views", "a;b;c").write("views", stopped(Effects.UNKNOWN, "a"), "no");

        assertThat(plan(new Up(Command.ALL, Resume.RETRY))).containsExactly("R views up 1");
        assertThat(plan(new Up(Command.ALL, Resume.SKIP))).containsExactly("R views up 2");
    }

    @Test
    void aDirtyOneWhoseBeginningWasEditedIsRunAgainAsAWholeButNotSkipped() {
        database.repeatable("views", "A;b;c").write("views", stopped(Effects.UNKNOWN, "a"), "no");

        assertThat(plan(new Up(Command.ALL, Resume.RETRY))).containsExactly("R views up");
        assertThat(catchThrowableOfType(HistoryMismatchException.class, () -> plan(new Up(Command.ALL, Resume.SKIP))))
                .hasMessageContaining("statement 1 of the file now differs from what ran")
                .hasMessageContaining("run all of it again with: migrate up --db main --resume retry");
    }

    @Test
    void aDecisionAboutADirtyOneIsInVainForWhatGoesBack() {
        database.applied(1, "x", "y").repeatable("views", "a").write("views", stopped(Effects.UNKNOWN), "no");

        assertThat(catchThrowableOfType(RefusedException.class, () -> plan(new Command.Down(1, Resume.RETRY))))
                .hasMessageContaining("Nothing is dirty");
    }
}
