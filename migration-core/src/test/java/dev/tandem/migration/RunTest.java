package dev.tandem.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.tandem.migration.History.Applied;
import dev.tandem.migration.History.Stopped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The algorithm of a run, on databases in memory. What it promises on real ones is in the contract of SQL databases. */
@Timeout(30)
class RunTest {
    private final List<String> journal = new ArrayList<>();
    private final MemoryDatabase a = MemoryDatabase.relational("a", journal);
    private final MemoryDatabase b = MemoryDatabase.analytical("b", journal);
    private final Heard heard = new Heard();

    /** What a listener hears. */
    private static final class Heard implements MigrationListener {
        private final List<Report> reports = new ArrayList<>();
        private final List<Plan> started = new ArrayList<>();
        private final List<String> waits = new ArrayList<>();
        private final List<String> locks = new ArrayList<>();
        private Runnable whileWaiting = () -> {};

        @Override
        public void runStarted(String runId, Plan plan) {
            started.add(plan);
        }

        @Override
        public void lockAwaited(String database, String holder, Duration waited) {
            waits.add(database + " of " + holder);
            whileWaiting.run();
        }

        @Override
        public void lockAcquired(String database, Duration waited) {
            locks.add(database);
        }

        @Override
        public void runFinished(Report report) {
            reports.add(report);
        }
    }

    private MigrationManager.Builder builder() {
        return MigrationManager.builder().database(b).database(a).listener(heard);
    }

    private MigrationManager manager() {
        return builder().build();
    }

    private Report up() {
        return manager().run(Command.up());
    }

    private <E extends MigrationException> E failed(Class<E> type, ThrowingCallable run) {
        E failure = catchThrowableOfType(type, run);
        assertThat(failure).isNotNull();
        assertThat(heard.reports).containsExactly(failure.report());
        assertThat(failure.report().outcome()).isEqualTo(Report.Outcome.FAILED);
        assertThat(failure.report().failure()).isEqualTo(failure.failure());
        return failure;
    }

    private static List<String> outcomes(Report report) {
        return report.steps().stream()
                .map(result -> result.step().database() + result.step().version() + " " + result.outcome())
                .toList();
    }

    // The way through

    @Test
    void locksInForwardOrderAndReleasesInReverse() {
        a.file(1, "x", null);
        b.file(1, "x", null);

        Report report = up();

        assertThat(MemoryDatabase.inOrder(journal))
                .containsExactly(
                        "connect a", "connect b", "lock a", "lock b", "run a 1 up", "run b 1 up", "close b", "close a");
        assertThat(report.outcome()).isEqualTo(Report.Outcome.DONE);
        assertThat(outcomes(report)).containsExactly("a1 APPLIED", "b1 APPLIED");
        assertThat(report.databases()).extracting(DatabaseStatus::current).containsExactly(1L, 1L);
        assertThat(heard.locks).containsExactly("a", "b");
        assertThat(heard.started).hasSize(1);
        assertThat(heard.reports).containsExactly(report);
    }

    @Test
    void locksInForwardOrderAlsoToTakeBack() {
        a.applied(1, "x", "w");
        b.applied(1, "x", "w");

        Report report = manager().run(Command.down(1));

        assertThat(journal)
                .containsSubsequence("lock a", "lock b", "run b 1 down", "run a 1 down", "close b", "close a");
        assertThat(outcomes(report)).containsExactly("b1 REVERTED", "a1 REVERTED");
    }

    @Test
    void goesBackInEveryDatabaseBeforeItGoesForwardInAny() {
        a.applied(1, "x", "w").file(2, "x", "w").applied(3, "x", "w").allowOutOfOrder();
        b.file(2, "x", "w").applied(3, "x", "w");

        Report report = manager().run(new Command.GoTo(2L, Command.Resume.REFUSE));

        assertThat(journal)
                .containsSubsequence(
                        "lock a", "lock b", "run b 3 down", "run a 3 down", "run a 2 up", "run b 2 up", "close b");
        assertThat(outcomes(report)).containsExactly("b3 REVERTED", "a3 REVERTED", "a2 APPLIED", "b2 APPLIED");
    }

    @Test
    void recordsWithoutRunningAnything() {
        a.file(1, "FAIL", null);

        Report report = manager().only(List.of("a")).run(new Command.Force(1L));

        assertThat(journal).contains("lock a");
        assertThat(outcomes(report)).containsExactly("a1 APPLIED");
        assertThat(report.databases().get(0).current()).isEqualTo(1L);
    }

    @Test
    void recordsNothingOfAFileThatCannotBeRead() {
        a.file(1, "x", null).file(2, "MALFORMED", null);

        failed(
                InvalidMigrationException.class,
                () -> manager().only(List.of("a")).run(new Command.Baseline(2)));

        assertThat(journal).doesNotContain("lock a");
        assertThat(a.isApplied(1)).isFalse();
    }

    @Test
    void forcesWhatAnotherRunFailedMeanwhile() {
        a.file(1, "x", null)
                .heldBy("other")
                .beforeLock(() -> a.write(1, new Stopped(Direction.UP, List.of(), Effects.NONE), false, "it broke")
                        .heldBy(null));

        Report report = manager().only(List.of("a")).run(new Command.Force(1L));

        assertThat(outcomes(report)).containsExactly("a1 APPLIED");
    }

    @Test
    void locksOnlyWhatHasSteps() {
        a.applied(1, "x", null);
        b.file(1, "x", null);

        up();

        assertThat(journal).contains("lock b").doesNotContain("lock a");
    }

    @Test
    void withNothingDueItLocksNothingAndStartsNothing() {
        a.applied(1, "x", null);

        Report report = up();

        assertThat(report.outcome()).isEqualTo(Report.Outcome.NOTHING);
        assertThat(report.databases()).extracting(DatabaseStatus::name).containsExactly("a", "b");
        assertThat(MemoryDatabase.inOrder(journal)).containsExactly("connect a", "connect b", "close b", "close a");
        assertThat(heard.started).isEmpty();
        assertThat(heard.reports).containsExactly(report);
    }

    @Test
    void aDropIsReportedByDatabase() {
        a.applied(1, "x", null);

        Report report = manager().run(new Command.Drop());

        assertThat(report.dropped()).containsExactly("b", "a");
        assertThat(journal).containsSubsequence("lock a", "lock b", "drop b", "drop a");
    }

    // Waiting

    @Test
    void aWaiterLeavesWhenNothingIsDueAnyMore() {
        a.file(1, "x", null)
                .heldBy("other")
                .beforeLock(() -> {})
                .beforeLock(() -> a.write(1, new Applied("x"), false, null));

        Report report = up();

        assertThat(report.outcome()).isEqualTo(Report.Outcome.NOTHING);
        assertThat(report.databases().get(0).current()).isEqualTo(1);
        assertThat(journal).doesNotContain("lock a", "run a 1 up");
        assertThat(heard.waits).containsOnly("a of other").hasSizeGreaterThan(1);
        assertThat(heard.reports).containsExactly(report);
    }

    @Test
    void aWaiterThatLeavesGivesBackTheLocksItHas() {
        a.file(1, "x", null).beforeLock(() -> {});
        b.file(1, "x", null).heldBy("other").beforeLock(() -> {
            a.write(1, new Applied("x"), false, null);
            b.write(1, new Applied("x"), false, null);
        });

        assertThat(up().outcome()).isEqualTo(Report.Outcome.NOTHING);
        assertThat(journal).containsSubsequence("lock a", "unlock a", "close b", "close a");
    }

    @Test
    void aWaiterThatGetsTheLockPlansAgain() {
        a.file(1, "x", null).file(2, "x", null).heldBy("other");
        a.beforeLock(() -> {})
                .beforeLock(() -> a.write(1, new Applied("x"), false, null).heldBy(null));

        Report report = up();

        assertThat(outcomes(report)).containsExactly("a2 APPLIED");
    }

    @Test
    void aWaiterFailsWithTheErrorOfTheRunItWaitedForAndDoesNotTryAgain() {
        a.applied(1, "x", null).file(2, "x", null).file(3, "x", null).heldBy("other");
        a.beforeLock(() -> {})
                .beforeLock(() -> a.write(2, new Stopped(Direction.UP, List.of(), Effects.NONE), false, "it broke")
                        .heldBy(null));

        StatementFailedException failure = failed(StatementFailedException.class, this::up);

        assertThat(failure.failure().version()).isEqualTo(2);
        assertThat(failure.failure().location()).isEqualTo("/a/2.up.sql");
        assertThat(failure).hasMessageContaining("it broke").hasMessageContaining(MemoryDatabase.OTHER_RUN);
        assertThat(outcomes(failure.report())).containsExactly("a2 NOT_RUN", "a3 NOT_RUN");
        assertThat(journal).doesNotContain("run a 2 up");
    }

    @Test
    void anErrorFromBeforeTheRunIsTriedAgain() {
        a.file(1, "x", null).write(1, new Stopped(Direction.UP, List.of(), Effects.NONE), false, "it broke");

        assertThat(outcomes(up())).containsExactly("a1 APPLIED");
    }

    @Test
    void aWaiterRefusesWhenTheOtherRunLeftTheDatabaseDirty() {
        a.file(1, "x;y", null).heldBy("other");
        a.beforeLock(() -> {})
                .beforeLock(
                        () -> a.write(1, new Stopped(Direction.UP, List.of("x"), Effects.UNKNOWN), false, "it broke")
                                .heldBy(null));

        DirtyDatabaseException failure = failed(DirtyDatabaseException.class, this::up);

        assertThat(failure).hasMessageContaining("it broke");
        assertThat(journal).doesNotContain("run a 1 up");
    }

    @Test
    void aSkipIsOfTheStatementThatWasDirtyWhenItWasDecided() {
        a.file(1, "x;y;z", null)
                .write(1, new Stopped(Direction.UP, List.of("x"), Effects.UNKNOWN), false, null)
                .beforeLock(
                        () -> a.write(1, new Stopped(Direction.UP, List.of("x", "x;y"), Effects.UNKNOWN), false, null));

        RefusedException failure =
                failed(RefusedException.class, () -> manager().run(new Command.Up(Command.ALL, Command.Resume.SKIP)));

        assertThat(failure.failure().statement()).isEqualTo(3);
        assertThat(failure).hasMessageContaining("the plan has changed");
        assertThat(journal).doesNotContain("run a 1 up");
    }

    @Test
    void aSkipOfWhatIsStillTheSameIsDone() {
        a.file(1, "x;y", null).write(1, new Stopped(Direction.UP, List.of("x"), Effects.UNKNOWN), false, null);

        assertThat(outcomes(manager().run(new Command.Up(Command.ALL, Command.Resume.SKIP))))
                .containsExactly("a1 APPLIED");
    }

    @Test
    void whatAnotherRunIsAtIsWaitedFor() {
        a.file(1, "x;y", null)
                .write(1, new Stopped(Direction.UP, List.of("x"), Effects.UNKNOWN), false, null)
                .heldBy("other");
        a.beforeLock(() -> {})
                .beforeLock(() -> a.write(1, new Applied("x;y"), false, null).heldBy(null));

        assertThat(up().outcome()).isEqualTo(Report.Outcome.NOTHING);
    }

    @Test
    void whatAnotherRunIsAtIsWaitedForToTakeItBack() {
        a.file(1, "x;y", "w")
                .write(1, new Stopped(Direction.UP, List.of("x"), Effects.UNKNOWN), false, null)
                .heldBy("other");
        a.beforeLock(() -> {})
                .beforeLock(() -> a.write(1, new Applied("x;y"), true, null).heldBy(null));

        assertThat(outcomes(manager().run(Command.down(1)))).containsExactly("a1 REVERTED");
    }

    @Test
    void aRunThatEndsBetweenTwoQuestionsHasLeftNothingHalfDone() {
        a.file(1, "x;y", null)
                .write(1, new Stopped(Direction.UP, List.of("x"), Effects.UNKNOWN), false, null)
                .heldBy("other");
        a.beforeHolder(() -> a.write(1, new Applied("x;y"), false, null).heldBy(null));

        assertThat(up().outcome()).isEqualTo(Report.Outcome.NOTHING);
    }

    @Test
    void aPlanThatNeedsAnEarlierLockReleasesAllFirst() {
        a.applied(1, "x", null);
        b.file(1, "x", null).beforeLock(() -> a.remove(1));

        Report report = up();

        assertThat(MemoryDatabase.inOrder(journal))
                .containsExactly(
                        "connect a",
                        "connect b",
                        "lock b",
                        "unlock b",
                        "lock a",
                        "lock b",
                        "run a 1 up",
                        "run b 1 up",
                        "close b",
                        "close a");
        assertThat(outcomes(report)).containsExactly("a1 APPLIED", "b1 APPLIED");
    }

    @Test
    void aPlanThatNeedsALaterLockKeepsWhatItHas() {
        a.file(1, "x", null).beforeLock(() -> b.remove(1));
        b.applied(1, "x", null);

        up();

        assertThat(journal)
                .containsSubsequence("lock a", "lock b", "run a 1 up")
                .doesNotContain("unlock a");
    }

    @Test
    void waitsForALockNoLongerThanItMay() {
        a.file(1, "x", null).heldBy("somebody else");

        LockTimeoutException failure = failed(
                LockTimeoutException.class,
                () -> builder().lockWait(Duration.ZERO).build().run(Command.up()));

        assertThat(failure).hasMessageContaining("somebody else").hasMessageContaining("lock-wait");
        assertThat(outcomes(failure.report())).containsExactly("a1 NOT_RUN");
        assertThat(heard.waits).containsExactly("a of somebody else");
    }

    @Test
    void aServerThatIsSlowToAnswerIsAskedForALockLessOften() {
        a.file(1, "x", null).heldBy("somebody else");
        IntStream.range(0, 10).forEach(look -> a.beforeLock(RunTest::takeTime));

        failed(
                LockTimeoutException.class,
                () -> builder().lockWait(Duration.ofMillis(900)).build().run(Command.up()));

        assertThat(heard.waits).hasSizeLessThanOrEqualTo(2);
    }

    private static void takeTime() {
        try {
            TimeUnit.MILLISECONDS.sleep(200);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void waitsForALockNoLongerThanTheDeadline() {
        a.file(1, "x", null).heldBy("somebody else");

        DeadlineExceededException failure = failed(
                DeadlineExceededException.class,
                () -> builder().timeout(Duration.ofMillis(200)).build().run(Command.up()));

        assertThat(failure).hasMessageContaining("while the lock of a was awaited, which is held by somebody else");
    }

    @Test
    void aWaiterCanBeCancelled() {
        a.file(1, "x", null).heldBy("somebody else");
        MigrationManager manager = manager();
        heard.whileWaiting = manager::cancel;

        RunCancelledException failure = failed(RunCancelledException.class, () -> manager.run(Command.up()));

        assertThat(failure).hasMessageContaining("by the caller");
        assertThat(journal).endsWith("close b", "close a");
    }

    // Confirmed plans

    @Test
    void runsTheConfirmedPlan() {
        a.applied(1, "x", "w");
        Plan confirmed = manager().plan(Command.down(1));

        assertThat(outcomes(manager().run(Command.down(1), confirmed))).containsExactly("a1 REVERTED");
    }

    @Test
    void refusesAPlanThatIsNotTheConfirmedOneAnyMore() {
        a.applied(1, "x", "w").applied(2, "x", "w");
        Plan confirmed = manager().plan(Command.down(1));
        a.remove(2);

        failed(RefusedException.class, () -> manager().run(Command.down(1), confirmed));

        assertThat(journal).doesNotContain("lock a", "run a 1 down");
    }

    @Test
    void refusesAPlanThatCeasesToBeTheConfirmedOneWhileTheLockIsTaken() {
        a.applied(1, "x", "w").applied(2, "x", "w").beforeLock(() -> a.remove(2));
        Plan confirmed = manager().plan(Command.down(1));

        failed(RefusedException.class, () -> manager().run(Command.down(1), confirmed));

        assertThat(journal).contains("lock a").doesNotContain("run a 1 down");
    }

    @Test
    void refusesAConfirmedPlanOfWhichNothingIsLeft() {
        a.applied(1, "x", "w");
        Plan confirmed = manager().plan(Command.down(1));
        a.remove(1);

        failed(RefusedException.class, () -> manager().run(Command.down(1), confirmed));
    }

    @Test
    void whatWasConfirmedForOneCommandIsNotConfirmedForAnother() {
        a.applied(1, "x", "w");
        Plan nothing = manager().plan(Command.up());

        failed(RefusedException.class, () -> manager().run(new Command.Drop(), nothing));

        assertThat(journal).doesNotContain("drop a", "drop b");
    }

    // Refusals and failures

    @Test
    void nothingRunsAnywhereIfOneDatabaseRefuses() {
        a.file(1, "x", null);
        b.file(1, "x", null).write(1, new Applied("other"), false, null);

        HistoryMismatchException failure = failed(HistoryMismatchException.class, this::up);

        assertThat(failure.report().steps()).isEmpty();
        assertThat(MemoryDatabase.inOrder(journal)).containsExactly("connect a", "connect b", "close b", "close a");
        assertThat(heard.started).isEmpty();
    }

    @Test
    void nothingRunsAnywhereIfAFileCannotBeRead() {
        a.file(1, "x", null);
        b.file(1, "MALFORMED", null);

        failed(InvalidMigrationException.class, this::up);

        assertThat(journal).doesNotContain("lock a", "run a 1 up");
    }

    @Test
    void nothingRunsAnywhereIfADownThatIsToBeRecordedCannotBeRead() {
        a.file(1, "x", null);
        b.file(1, "x", "MALFORMED");

        failed(InvalidMigrationException.class, this::up);

        assertThat(journal).doesNotContain("lock a", "run a 1 up");
    }

    @Test
    void aFailureReportsWhatWasAppliedWhatFailedAndWhatDidNotRun() {
        a.file(1, "x", null).file(2, "x;FAIL", null).file(3, "x", null);
        b.file(1, "x", null);

        StatementFailedException failure = failed(StatementFailedException.class, this::up);

        assertThat(outcomes(failure.report())).containsExactly("a1 APPLIED", "a2 FAILED", "a3 NOT_RUN", "b1 NOT_RUN");
        assertThat(failure.report().steps())
                .extracting(StepResult::duration)
                .containsExactly(Duration.ofMillis(7), Duration.ofMillis(3), Duration.ZERO, Duration.ZERO);
        assertThat(failure.failure().statement()).isEqualTo(2);
        assertThat(failure.report().databases())
                .extracting(DatabaseStatus::current)
                .containsExactly(1L, null);
        assertThat(journal).doesNotContain("run b 1 up").endsWith("close b", "close a");
    }

    @Test
    void anUnreachableDatabaseEndsTheRunBeforeAnythingIsExecuted() {
        a.file(1, "x", null);
        b.file(1, "x", null).unreachable();

        DatabaseUnreachableException failure = failed(DatabaseUnreachableException.class, this::up);

        assertThat(failure.failure().database()).isEqualTo("b");
        assertThat(failure.report().runId()).isNotEmpty();
        assertThat(journal).containsExactly("connect a", "close a");
        assertThat(failure.report().databases())
                .extracting(DatabaseStatus::name, DatabaseStatus::reachable, DatabaseStatus::pending)
                .containsExactly(tuple("a", true, 1), tuple("b", false, 0));
    }

    @Test
    void whatIsWrongWithSeveralDatabasesIsToldTogetherUnderTheGravest() {
        MemoryDatabase c = MemoryDatabase.analytical("c", journal).file(1, "x", null);
        c.write(1, new Stopped(Direction.UP, List.of(), Effects.UNKNOWN), false, "it broke");
        a.file(1, "x", null).unreachable();
        b.file(1, "x", null).write(1, new Applied("other"), false, null);

        DirtyDatabaseException failure = failed(
                DirtyDatabaseException.class,
                () -> builder().database(c).build().run(Command.up()));

        assertThat(failure.failure().database()).isEqualTo("c");
        assertThat(failure)
                .hasMessageContaining("\nAlso, b 1: m1 was applied, and its file has changed since.")
                .hasMessageContaining("\nAlso, a: The server cannot be reached.");
        assertThat(failure.report().databases())
                .extracting(status -> status.obstacle().kind())
                .containsExactly(Obstacle.Kind.DENIED, Obstacle.Kind.MISMATCH, Obstacle.Kind.DIRTY);
        assertThat(failure.report().databases().get(0).obstacle().failure().action())
                .isNull();
        assertThat(MemoryDatabase.inOrder(journal)).containsExactly("connect b", "connect c", "close c", "close b");
    }

    @Test
    void aPlanTellsTheSame() {
        a.unreachable();
        b.file(1, "x", null).write(1, new Applied("other"), false, null);

        assertThatThrownBy(() -> manager().plan(Command.up()))
                .isInstanceOf(HistoryMismatchException.class)
                .hasMessageContaining("Also, a: The server cannot be reached.");
    }

    @Test
    void whoDecidesAboutADirtyMigrationIsNotToldThatThereIsNoneWhileADatabaseIsNotRead() {
        a.unreachable();

        DatabaseUnreachableException failure = failed(
                DatabaseUnreachableException.class,
                () -> manager().run(new Command.Up(Command.ALL, Command.Resume.RETRY)));

        assertThat(failure.failure().action()).isNull();
    }

    @Test
    void filesOfSeveralDatabasesThatCannotBeReadAreToldTogether() {
        a.file(1, "MALFORMED", null);
        b.file(1, "MALFORMED", null);

        InvalidMigrationException failure = failed(InvalidMigrationException.class, this::up);

        assertThat(failure).hasMessageContaining("/a/1.up.sql:1").hasMessageContaining("/b/1.up.sql:1");
    }

    @Test
    void aDeadlineThatHasPassedEndsTheRunBeforeAnythingIsConnected() {
        a.file(1, "x", null);

        failed(
                DeadlineExceededException.class,
                () -> builder().timeout(Duration.ZERO).build().run(Command.up()));

        assertThat(journal).isEmpty();
    }

    @Test
    void aListenerThatThrowsDisturbsNeitherTheRunNorTheOthers() {
        a.file(1, "x", null);
        MigrationListener broken = new MigrationListener() {
            @Override
            public void runStarted(String runId, Plan plan) {
                throw new IllegalStateException("started");
            }

            @Override
            public void stepCompleted(Step step, Duration duration) {
                throw new IllegalStateException("completed");
            }

            @Override
            public void runFinished(Report report) {
                throw new IllegalStateException("finished");
            }
        };

        Report report = MigrationManager.builder()
                .database(a)
                .listener(broken)
                .listener(heard)
                .build()
                .run(Command.up());

        assertThat(outcomes(report)).containsExactly("a1 APPLIED");
        assertThat(heard.reports).containsExactly(report);
    }

    @Test
    void aDefectIsToldAsTheEndOfTheRunToo() {
        a.file(1, "x", null).beforeLock(() -> {
            throw new IllegalStateException("a defect");
        });

        assertThatThrownBy(this::up).isInstanceOf(IllegalStateException.class);

        assertDefectIsTold();
        assertThat(journal).endsWith("close b", "close a");
    }

    @Test
    void aDefectOfConnectingIsToldToo() {
        b.unconnectable(new IllegalStateException("a defect"));

        assertThatThrownBy(this::up).isInstanceOf(IllegalStateException.class);

        assertDefectIsTold();
        assertThat(journal).containsExactly("connect a", "close a");
    }

    private void assertDefectIsTold() {
        assertThat(heard.reports).singleElement().satisfies(report -> {
            assertThat(report.outcome()).isEqualTo(Report.Outcome.FAILED);
            assertThat(report.failure().message()).contains("a defect");
        });
    }

    // The manager

    @Test
    void statusReadsTheOthersWhenOneCannotBeReached() {
        a.unreachable();
        b.applied(1, "x", null);

        List<DatabaseStatus> statuses = manager().status();

        assertThat(statuses).extracting(DatabaseStatus::reachable).containsExactly(false, true);
        assertThat(statuses.get(0).error()).contains("cannot be reached");
        assertThat(statuses.get(1).current()).isEqualTo(1);
    }

    @Test
    void statusTellsWhoHoldsTheLock() {
        a.heldBy("somebody");

        assertThat(manager().status().get(0).lock()).isEqualTo(new LockStatus("memory", "somebody", null));
    }

    @Test
    void onlySomeDatabasesCanBeSelected() {
        a.file(1, "x", null);
        b.file(1, "x", null);

        Report report = manager().only(List.of("b")).run(Command.up());

        assertThat(outcomes(report)).containsExactly("b1 APPLIED");
        assertThat(a.isApplied(1)).isFalse();
        assertThatThrownBy(() -> manager().only(List.of("c")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("Known are: a, b.");
    }

    @Test
    void twoDatabasesCannotHaveOneName() {
        assertThatThrownBy(
                        () -> builder().database(MemoryDatabase.relational("a")).build())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("Two databases are named a.");
    }

    @Test
    void dryRunWritesTheStatementsThatAreLeftAndTheirTransaction() {
        a.file(1, "x;y -- why", null).write(1, new Stopped(Direction.UP, List.of("x"), Effects.NONE), false, null);
        StringBuilder out = new StringBuilder();

        manager().dryRun(Command.up(), out);

        assertThat(out).hasToString("-- a: 1 m1 up, from statement 2\nBEGIN;\ny -- why\n;\nCOMMIT;\n\n");
        assertThat(journal).doesNotContain("lock a", "run a 1 up");
    }
}
