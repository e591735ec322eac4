package dev.tandem.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.History.Applied;
import dev.tandem.migration.History.Stopped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a run that fails takes back, and when it takes back nothing; on databases in memory. */
@Timeout(30)
class RollbackTest {
    private static final String STAYS = ". What this run had applied stays.";

    private final List<String> journal = new ArrayList<>();
    private final MemoryDatabase a = MemoryDatabase.relational("a", journal);
    private final MemoryDatabase b = MemoryDatabase.analytical("b", journal);
    private final List<String> announced = new ArrayList<>();

    private MigrationManager.Builder builder() {
        return MigrationManager.builder()
                .database(a)
                .database(b)
                .rollbackOnFailure(true)
                .listener(new MigrationListener() {
                    @Override
                    public void rollbackStarted(List<Step> steps) {
                        steps.forEach(step -> announced.add(step.database() + step.version()));
                    }
                });
    }

    private MigrationException failed() {
        return failed(Command.up());
    }

    private MigrationException failed(Command command) {
        MigrationManager manager = builder().build();
        MigrationException failure = catchThrowableOfType(MigrationException.class, () -> manager.run(command));
        assertThat(failure).isNotNull();
        assertThat(failure.report().failure()).isEqualTo(failure.failure());
        assertThat(failure).hasMessage(failure.failure().describe());
        return failure;
    }

    private static List<String> outcomes(MigrationException failure) {
        return failure.report().steps().stream()
                .map(result -> result.step().database() + result.step().version() + " " + result.outcome())
                .toList();
    }

    private void assertNothingWasTakenBack(String why) {
        MigrationException failure = failed();

        assertThat(failure.failure().action()).endsWith("Nothing was taken back (rollback-on-failure): " + why + STAYS);
        assertThat(journal).noneMatch(event -> event.endsWith("down"));
        assertThat(outcomes(failure)).contains("a1 APPLIED").doesNotContain("a1 TAKEN_BACK");
        assertThat(announced).isEmpty();
    }

    @Test
    void takesBackInReverseAcrossDatabases() {
        a.file(1, "x", "w").file(2, "y", "v");
        b.file(1, "x", "w").file(2, "FAIL", null).file(3, "z", null);

        MigrationException failure = failed();

        assertThat(MemoryDatabase.inOrder(journal))
                .containsExactly(
                        "connect a",
                        "connect b",
                        "lock a",
                        "lock b",
                        "run a 1 up",
                        "run a 2 up",
                        "run b 1 up",
                        "run b 1 down",
                        "run a 2 down",
                        "run a 1 down",
                        "close b",
                        "close a");
        assertThat(outcomes(failure))
                .containsExactly("a1 TAKEN_BACK", "a2 TAKEN_BACK", "b1 TAKEN_BACK", "b2 FAILED", "b3 NOT_RUN");
        assertThat(failure).isInstanceOf(StatementFailedException.class);
        assertThat(failure.failure().message()).isEqualTo("no");
        assertThat(failure.failure().action())
                .isEqualTo("What this run had applied was taken back (rollback-on-failure): a 1 m1, a 2 m2, b 1 m1.");
        assertThat(failure.report().databases())
                .extracting(DatabaseStatus::current)
                .containsExactly(null, null);
        assertThat(announced).containsExactly("b1", "a2", "a1");
    }

    @Test
    void takesNothingBackWhenARepeatableOneWasApplied() {
        a.file(1, "x", "w").repeatable("views", "x");
        b.file(1, "FAIL", null);

        assertNothingWasTakenBack("a R views is repeatable and has no down");
    }

    @Test
    void takesVersionsBackWhenARepeatableOneFailedThatIsApplied() {
        a.file(1, "x", "w").repeatable("views", "FAIL").write("views", new Applied("as it was"), null);

        MigrationException failure = failed();

        assertThat(outcomes(failure)).containsExactly("a1 TAKEN_BACK", "anull FAILED");
    }

    @Test
    void takesVersionsBackWhenARepeatableOneWasToBeginAgainThatHadComeFurtherBefore() {
        a.file(1, "x", "w");
        b.file(1, "FAIL", null)
                .repeatable("views", "x;y")
                .write("views", new Stopped(Direction.UP, List.of("as it was"), Effects.NONE), null);

        MigrationException failure = failed();

        assertThat(outcomes(failure)).containsExactly("a1 TAKEN_BACK", "b1 FAILED", "bnull NOT_RUN");
    }

    @Test
    void leavesItAsItIsUnlessAskedTo() {
        a.file(1, "x", "w").file(2, "FAIL", null);

        MigrationException failure = catchThrowableOfType(
                MigrationException.class,
                () -> builder().rollbackOnFailure(false).build().run(Command.up()));

        assertThat(outcomes(failure)).containsExactly("a1 APPLIED", "a2 FAILED");
        assertThat(failure.failure().action()).isNull();
    }

    @Test
    void leavesWhatOtherRunsHaveApplied() {
        a.applied(1, "x", "w").file(2, "y", "v").file(3, "FAIL", null);

        failed();

        assertThat(journal).contains("run a 2 down").doesNotContain("run a 1 down");
        assertThat(a.isApplied(1)).isTrue();
    }

    @Test
    void hasNothingToSayWhenNothingWasApplied() {
        a.file(1, "FAIL", null);

        MigrationException failure = failed();

        assertThat(failure.failure().action()).isNull();
        assertThat(announced).isEmpty();
    }

    @Test
    void whatWasTakenBackStaysSo() {
        a.applied(3, "x", "w").file(1, "y", "v").file(2, "FAIL", null).allowOutOfOrder();

        MigrationManager manager = builder().build().only(List.of("a"));
        MigrationException failure = catchThrowableOfType(
                MigrationException.class, () -> manager.run(new Command.GoTo(2L, Command.Resume.REFUSE)));

        assertThat(outcomes(failure)).containsExactly("a3 REVERTED", "a1 TAKEN_BACK", "a2 FAILED");
        assertThat(journal).containsSubsequence("run a 3 down", "run a 1 up", "run a 1 down");
    }

    @Test
    void aFailingDownIsNoReasonToTakeBackMore() {
        a.applied(1, "x", "FAIL").applied(2, "x", "w");

        MigrationException failure = failed(Command.down(2));

        assertThat(outcomes(failure)).containsExactly("a2 REVERTED", "a1 FAILED");
        assertThat(failure.failure().action()).isNull();
    }

    @Test
    void whatIsOnlyRecordedIsNotTakenBack() {
        a.file(1, "x", "w");
        b.file(1, "x", "w").file(2, "MALFORMED", null);

        failed(new Command.Force(2L));

        assertThat(journal).noneMatch(event -> event.endsWith("down"));
    }

    // Exclusions

    @ParameterizedTest
    @CsvSource({
        "UNKNOWN, what b 1 m1 has left cannot be told",
        "LATE, there was no time left",
        "CANCELLED, the run was cancelled",
        "UNLOCKED, the lock was lost",
        "BROKEN, b cannot be read any more: The connection was lost"
    })
    void takesNothingBackAfter(String statement, String why) {
        a.file(1, "x", "w");
        b.file(1, statement, null);

        assertNothingWasTakenBack(why);
    }

    @Test
    void takesNothingBackAfterADefect() {
        a.file(1, "x", "w");
        b.file(1, "DEFECT", null);

        assertThatIllegalStateException()
                .isThrownBy(() -> builder().build().run(Command.up()))
                .withMessage("a defect");

        assertThat(a.isApplied(1)).isTrue();
    }

    @Test
    void takesNothingBackWhenAStatementOfTheFailedOneIsDone() {
        a.file(1, "x", "w");
        b.file(1, "x; y; FAIL", "w");

        assertNothingWasTakenBack("b 1 m1 has stopped behind statement 2, and what is done of it stays");
    }

    @Test
    void takesBackAfterAnotherAttemptAtWhatStoppedInAnEarlierRun() {
        a.file(1, "x", "w");
        b.file(1, "x; FAIL", "w").write(1, new Stopped(Direction.UP, List.of("x"), Effects.NONE), false, "no");

        MigrationException failure = failed();

        assertThat(outcomes(failure)).containsExactly("a1 TAKEN_BACK", "b1 FAILED");
    }

    @Test
    void takesNothingBackWhenTheFailedOneRunsOutsideOfATransaction() {
        a.file(1, "x", "w").file(2, "FAIL; BARE", null);

        assertNothingWasTakenBack("a 2 m2 runs outside of a transaction, and what it may have left (an invalid index or"
                + " the like) is removed only when it is run again");
    }

    @Test
    void takesNothingBackWhenOneHasNoDown() {
        a.file(1, "x", "w").file(2, "y", null).file(3, "z", "w");
        b.file(1, "FAIL", null);

        assertNothingWasTakenBack("a 2 m2 has no down");
    }

    @Test
    void takesNothingBackWhenTheHistoryHasGoneOn() {
        a.file(1, "x", "w");
        b.file(1, "FAIL", null).beforeLock(() -> {});
        MigrationManager manager = builder()
                .listener(new MigrationListener() {
                    @Override
                    public void stepFailed(Step step, Failure failure, Duration duration) {
                        a.remove(1);
                    }
                })
                .build();

        MigrationException failure = catchThrowableOfType(MigrationException.class, () -> manager.run(Command.up()));

        assertThat(failure.failure().action())
                .contains("the history does not have a 1 m1 as applied by this run any more");
    }

    @Test
    void takesNothingBackWhenTheRunIsCancelledAsItFails() {
        a.file(1, "x", "w").file(2, "FAIL", null);
        MigrationManager[] manager = new MigrationManager[1];
        manager[0] = builder()
                .listener(new MigrationListener() {
                    @Override
                    public void stepFailed(Step step, Failure failure, Duration duration) {
                        manager[0].cancel();
                    }
                })
                .build();

        MigrationException failure = catchThrowableOfType(MigrationException.class, () -> manager[0].run(Command.up()));

        assertThat(failure.failure().action())
                .isEqualTo("Nothing was taken back (rollback-on-failure): the run was ended meanwhile" + STAYS);
    }

    // Taking back fails

    @Test
    void stopsAtADownThatFailsAndTellsWhatIsThere() {
        a.file(1, "x", "w").file(2, "y", "FAIL").file(3, "z", "w");
        b.file(1, "FAIL", null);

        MigrationException failure = failed();

        assertThat(outcomes(failure)).containsExactly("a1 APPLIED", "a2 APPLIED", "a3 TAKEN_BACK", "b1 FAILED");
        assertThat(failure.failure().database()).isEqualTo("b");
        assertThat(failure.getSuppressed()).hasSize(1).hasOnlyElementsOfType(StatementFailedException.class);
        assertThat(failure.failure().action()).isEqualTo("""
                When what this run had applied was taken back (rollback-on-failure), that failed, too: a 2: no
                    file: /a/2.down.sql:1
                    statement 1: FAIL
                  Taken back: a 3 m3.
                  Still applied: a 1 m1, a 2 m2.
                  To take back what is left, once that is mended: migrate down --db a --steps 2. To go forward from there \
                instead: migrate up.""");
    }

    @Test
    void aDefectOfTheTakingBackDoesNotHideTheFailure() {
        a.file(1, "x", "DEFECT").file(2, "FAIL", null);

        MigrationException failure = failed();

        assertThat(failure).isInstanceOf(StatementFailedException.class);
        assertThat(failure.getSuppressed()).hasOnlyElementsOfType(IllegalStateException.class);
        assertThat(failure.failure().action()).contains("a defect", "Still applied: a 1 m1.");
    }

    @Test
    void tellsWhatIsTakenBackInPart() {
        a.file(1, "x", "w");
        b.file(1, "x", "w").file(2, "y", "v; UNKNOWN").file(3, "FAIL", null);

        MigrationException failure = failed();

        assertThat(outcomes(failure)).containsExactly("a1 APPLIED", "b1 APPLIED", "b2 FAILED", "b3 FAILED");
        assertThat(failure.report().databases().get(1).dirty()).isTrue();
        assertThat(failure).isInstanceOf(StatementFailedException.class);
        assertThat(failure.failure().action())
                .endsWith("\n  Still applied: a 1 m1, b 1 m1.\n  Taken back in part: b 2 m2."
                        + "\n  To take back what is left, once that is mended: migrate down --db b --steps 2, then"
                        + " migrate down --db a --steps 1.");
    }

    // One transaction

    @Test
    void whatATransactionHadRolledBackIsToldAndNotTakenBackAgain() {
        a.oneTransaction().file(1, "x", "w").file(2, "FAIL", null).file(3, "z", null);

        MigrationException failure = failed();

        assertThat(outcomes(failure)).containsExactly("a1 TAKEN_BACK", "a2 FAILED", "a3 NOT_RUN");
        assertThat(journal).noneMatch(event -> event.startsWith("run"));
        assertThat(failure.failure().action()).isNull();
    }

    @Test
    void whatEarlierDatabasesHaveIsTakenBackAlsoWhenATransactionFails() {
        MemoryDatabase first = MemoryDatabase.relational("a0", journal).file(1, "x", "w");
        a.oneTransaction().file(1, "x", "w").file(2, "FAIL", null);
        MigrationManager manager = builder().database(first.order(-1)).build();

        MigrationException failure = catchThrowableOfType(MigrationException.class, () -> manager.run(Command.up()));

        assertThat(outcomes(failure)).containsExactly("a01 TAKEN_BACK", "a1 TAKEN_BACK", "a2 FAILED");
        assertThat(journal).contains("run a0 1 down").doesNotContain("run a 1 down");
        assertThat(failure.failure().action()).endsWith("(rollback-on-failure): a0 1 m1.");
    }

    @Test
    void aTransactionThatTakesBackIsOneToo() {
        a.oneTransaction().file(1, "x", "FAIL").file(2, "y", "v");
        b.file(1, "FAIL", null);

        MigrationException failure = failed();

        assertThat(outcomes(failure)).containsExactly("a1 APPLIED", "a2 APPLIED", "b1 FAILED");
        assertThat(failure.failure().action()).contains("Still applied: a 1 m1, a 2 m2.");
    }

    // Time

    @Test
    void hasAsMuchTimeAsTheRunHadAgain() {
        a.file(1, "x", "w").file(2, "FAIL", null);
        List<Duration> waits = new ArrayList<>();
        MigrationManager manager = builder()
                .timeout(Duration.ofMillis(1500))
                .listener(new MigrationListener() {
                    @Override
                    public void stepStarted(Step step, Script script) {
                        // Together longer than the run may take, each of them not.
                        long start = System.nanoTime();
                        while (System.nanoTime() - start < 600_000_000) {
                            Thread.onSpinWait();
                        }
                        waits.add(Duration.ofNanos(System.nanoTime() - start));
                    }
                })
                .build();

        MigrationException failure = catchThrowableOfType(MigrationException.class, () -> manager.run(Command.up()));

        assertThat(outcomes(failure)).containsExactly("a1 TAKEN_BACK", "a2 FAILED");
        assertThat(waits.stream().reduce(Duration.ZERO, Duration::plus)).isGreaterThan(Duration.ofMillis(1500));
    }

    // Others

    @Test
    void aWaiterDoesNotTryAgainWhatFailedAlthoughThoseBeforeItWereTakenBack() {
        a.file(1, "x", "w").file(2, "y", "v").heldBy("other").beforeLock(() -> {
            a.write(2, new Stopped(Direction.UP, List.of(), Effects.NONE), false, "it broke");
            a.remove(1).heldBy(null);
        });

        MigrationException failure = failed();

        assertThat(failure.failure().message()).contains("other run").endsWith("it broke");
        assertThat(outcomes(failure)).containsExactly("a1 NOT_RUN", "a2 NOT_RUN");
        assertThat(journal).noneMatch(event -> event.startsWith("run"));
    }
}
