package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.Action;
import dev.tandem.migration.Direction;
import dev.tandem.migration.Effects;
import dev.tandem.migration.History;
import dev.tandem.migration.History.Applied;
import dev.tandem.migration.History.Entry;
import dev.tandem.migration.History.Stopped;
import dev.tandem.migration.MigrationId;
import dev.tandem.migration.sql.HistoryEvent.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventLogTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

    private final List<HistoryEvent> events = new ArrayList<>();
    private MigrationId migration = MigrationId.of(1);
    private Action action = Action.UP;
    private long fence = 1;
    private String cursor;

    /** The next event of version 1. */
    private EventLogTest event(State state, int statement, Effects effects, String error) {
        long seq = events.size() + 1L;
        events.add(new HistoryEvent(
                seq,
                fence,
                "run" + fence,
                "ops@host",
                AT.plusSeconds(seq),
                Duration.ofMillis(seq),
                migration,
                "x",
                action,
                state,
                statement,
                "f" + statement,
                "script",
                effects,
                state == State.APPLIED,
                cursor,
                error));
        return this;
    }

    /** A batch is done. */
    private EventLogTest batch(String where) {
        cursor = where;
        event(State.CHECKPOINT, 0, Effects.NONE, null);
        cursor = null;
        return this;
    }

    private EventLogTest applied() {
        return event(State.APPLIED, 3, Effects.NONE, null);
    }

    private EventLogTest reverted() {
        return event(State.REVERTED, 3, Effects.NONE, null);
    }

    private EventLogTest started(int completed) {
        return event(State.STARTED, completed, Effects.NONE, null);
    }

    private EventLogTest checkpoint(int completed) {
        return event(State.CHECKPOINT, completed, Effects.NONE, null);
    }

    private EventLogTest failed(int completed, Effects effects) {
        return event(State.FAILED, completed, effects, "it broke");
    }

    /** What follows belongs to another run. */
    private EventLogTest run(Direction next) {
        return run(Action.of(next));
    }

    private EventLogTest run(Action next) {
        action = next;
        fence++;
        return this;
    }

    private Entry entry() {
        return EventLog.fold(events).entries().get(MigrationId.of(1));
    }

    private Object progress() {
        return entry().progress();
    }

    private static Stopped up(Effects effects, String... fingerprints) {
        return new Stopped(Direction.UP, List.of(fingerprints), effects);
    }

    private static Stopped down(Effects effects, String... fingerprints) {
        return new Stopped(Direction.DOWN, List.of(fingerprints), effects);
    }

    @Test
    void nothingEverHappened() {
        assertThat(EventLog.fold(List.of())).isEqualTo(History.EMPTY);
    }

    @Test
    void applyingLeavesWhatItWasAppliedFrom() {
        applied();

        assertThat(entry())
                .isEqualTo(new Entry(
                        MigrationId.of(1),
                        "x",
                        "script",
                        new Applied("f3"),
                        1,
                        AT.plusSeconds(1),
                        Duration.ofMillis(1),
                        "ops@host",
                        "run1",
                        true,
                        null));
        assertThat(EventLog.fold(events).current()).isEqualTo(1);
    }

    @Test
    void takingBackLeavesNothing() {
        applied().run(Direction.DOWN).reverted();

        assertThat(entry()).isNull();
        assertThat(EventLog.fold(events).current()).isNull();
    }

    @Test
    void applyingAgainIsTheLatestWord() {
        applied().run(Direction.DOWN).reverted().run(Direction.UP).applied();

        assertThat(progress()).isEqualTo(new Applied("f3"));
        assertThat(entry().runId()).isEqualTo("run3");
        assertThat(entry().seq()).isEqualTo(3);
    }

    @Test
    void aFailureThatLeftNothingHasCompletedNothing() {
        failed(0, Effects.NONE);

        assertThat(progress()).isEqualTo(up(Effects.NONE));
        assertThat(entry().error()).isEqualTo("it broke");
    }

    @Test
    void aFailureKnowsWhatItCompleted() {
        started(0).checkpoint(1).checkpoint(2).failed(2, Effects.NONE);

        assertThat(progress()).isEqualTo(up(Effects.NONE, "f1", "f2"));
    }

    @Test
    void aFailureKnowsThatItsEffectsAreUnknown() {
        started(0).checkpoint(1).failed(1, Effects.UNKNOWN);

        assertThat(progress()).isEqualTo(up(Effects.UNKNOWN, "f1"));
    }

    @Test
    void aFailureCanHaveLeftSome() {
        started(0).failed(0, Effects.SOME);

        assertThat(progress()).isEqualTo(up(Effects.SOME));
    }

    @Test
    void aBeginningWithoutAnEndIsUnknown() {
        started(0);

        assertThat(progress()).isEqualTo(up(Effects.UNKNOWN));
        assertThat(entry().error()).isNull();
    }

    @Test
    void checkpointsWithoutAnEndAreUnknownBehindTheLast() {
        started(0).checkpoint(1).checkpoint(2);

        assertThat(progress()).isEqualTo(up(Effects.UNKNOWN, "f1", "f2"));
    }

    @Test
    void aRunThatGoesOnKeepsWhatTheOneBeforeCompleted() {
        started(0)
                .checkpoint(1)
                .failed(1, Effects.NONE)
                .run(Direction.UP)
                .started(1)
                .checkpoint(2);

        assertThat(progress()).isEqualTo(up(Effects.UNKNOWN, "f1", "f2"));
    }

    @Test
    void aRunThatGoesOnAndEndsIsAppliedWithoutAnError() {
        started(0)
                .checkpoint(1)
                .failed(1, Effects.NONE)
                .run(Direction.UP)
                .started(1)
                .applied();

        assertThat(progress()).isEqualTo(new Applied("f3"));
        assertThat(entry().error()).isNull();
    }

    @Test
    void aRunThatSkipsAStatementCountsItAsCompleted() {
        started(0).checkpoint(1).failed(1, Effects.UNKNOWN).run(Direction.UP).started(2);

        assertThat(progress()).isEqualTo(up(Effects.UNKNOWN, "f1", "f2"));
    }

    @Test
    void aRunThatBeginsAnewForgetsWhatTheOneBeforeCompleted() {
        started(0).checkpoint(1).checkpoint(2).run(Direction.UP).started(0);

        assertThat(progress()).isEqualTo(up(Effects.UNKNOWN));
    }

    @Test
    void aDownHalfWayIsNeitherAppliedNorGone() {
        applied().run(Direction.DOWN).started(0).checkpoint(1).failed(1, Effects.NONE);

        assertThat(progress()).isEqualTo(down(Effects.NONE, "f1"));
        assertThat(entry().hasDown()).isTrue();
        assertThat(EventLog.fold(events).current()).isNull();
    }

    @Test
    void aDownWithoutAnEndIsUnknown() {
        applied().run(Direction.DOWN).started(0);

        assertThat(progress()).isEqualTo(down(Effects.UNKNOWN));
        assertThat(entry().hasDown()).isTrue();
    }

    @Test
    void aDownThatLeftNothingLeavesItAppliedAndTellsTheError() {
        applied().run(Direction.DOWN).started(0).failed(0, Effects.NONE);

        assertThat(entry())
                .isEqualTo(new Entry(
                        MigrationId.of(1),
                        "x",
                        "script",
                        new Applied("f3"),
                        3,
                        AT.plusSeconds(1),
                        Duration.ofMillis(1),
                        "ops@host",
                        "run2",
                        true,
                        "it broke"));
    }

    @Test
    void aDownThatLeftSomethingAtItsFirstStatementIsNotAppliedAnyMore() {
        applied().run(Direction.DOWN).started(0).failed(0, Effects.UNKNOWN);

        assertThat(progress()).isEqualTo(down(Effects.UNKNOWN));
    }

    @Test
    void aDownThatLeftNothingDoesNotHideAnErrorForEver() {
        applied()
                .run(Direction.DOWN)
                .failed(0, Effects.NONE)
                .run(Direction.DOWN)
                .started(0)
                .checkpoint(1);

        assertThat(progress()).isEqualTo(down(Effects.UNKNOWN, "f1"));
        reverted();
        assertThat(entry()).isNull();
    }

    @Test
    void anUpAfterADownBeginsAnew() {
        applied()
                .run(Direction.DOWN)
                .started(0)
                .checkpoint(1)
                .reverted()
                .run(Direction.UP)
                .failed(0, Effects.NONE);

        assertThat(progress()).isEqualTo(up(Effects.NONE));
        assertThat(entry().hasDown()).isFalse();
    }

    @Test
    void aDownDoesNotTakeTheStatementsOfTheUpForItsOwn() {
        started(0).checkpoint(1).checkpoint(2).run(Direction.DOWN).started(0).checkpoint(1);

        assertThat(progress()).isEqualTo(down(Effects.UNKNOWN, "f1"));
    }

    @Test
    void whatIsForcedIsAppliedWhateverItWas() {
        started(0).checkpoint(1).failed(1, Effects.UNKNOWN).run(Action.FORCE).applied();

        assertThat(progress()).isEqualTo(new Applied("f3"));
        assertThat(entry().error()).isNull();
        assertThat(entry().runId()).isEqualTo("run2");
    }

    @Test
    void whatIsForcedAwayWasNeverThere() {
        started(0).checkpoint(1).run(Action.FORCE).reverted();

        assertThat(entry()).isNull();
    }

    @Test
    void aBaselineCountsAsApplied() {
        run(Action.BASELINE).applied();

        assertThat(progress()).isEqualTo(new Applied("f3"));
        assertThat(entry().hasDown()).isTrue();
    }

    @Test
    void aRepairLeavesWhenAndByWhomItWasApplied() {
        applied().run(Action.REPAIR).event(State.APPLIED, 5, Effects.NONE, null);

        assertThat(entry())
                .isEqualTo(new Entry(
                        MigrationId.of(1),
                        "x",
                        "script",
                        new Applied("f5"),
                        2,
                        AT.plusSeconds(1),
                        Duration.ofMillis(1),
                        "ops@host",
                        "run2",
                        true,
                        null));
    }

    @Test
    void versionsAreKeptApart() {
        applied();
        events.add(new HistoryEvent(
                2,
                1,
                "run1",
                "ops@host",
                AT,
                Duration.ZERO,
                MigrationId.of(7),
                "y",
                Action.UP,
                State.FAILED,
                0,
                "",
                "",
                Effects.NONE,
                false,
                null,
                "no"));

        assertThat(EventLog.fold(events).entries()).containsOnlyKeys(MigrationId.of(1), MigrationId.of(7));
        assertThat(progress()).isEqualTo(new Applied("f3"));
        assertThat(EventLog.fold(events).current()).isEqualTo(1);
    }

    @Test
    void takesTheOrderAsItComes() {
        applied().run(Direction.DOWN).reverted();
        HistoryEvent lateByItsNumber = events.remove(0);
        events.add(lateByItsNumber);

        assertThat(progress()).isEqualTo(new Applied("f3"));
    }

    private static Stopped stoppedAt(String cursor, Direction direction, Effects effects) {
        return new Stopped(direction, List.of(), effects, cursor);
    }

    @Test
    void batchesGoOnAtTheCursorOfTheLatestOne() {
        started(0).batch("a").batch("b");
        assertThat(progress()).isEqualTo(stoppedAt("b", Direction.UP, Effects.UNKNOWN));
    }

    @Test
    void aFailureKeepsTheCursor() {
        batch("a").event(State.FAILED, 0, Effects.NONE, "no");
        assertThat(progress()).isEqualTo(stoppedAt("a", Direction.UP, Effects.NONE));
    }

    @Test
    void aDownThatHasDoneABatchIsNotAppliedAnyMore() {
        applied();
        action = Action.DOWN;
        batch("a").event(State.FAILED, 0, Effects.NONE, "no");
        assertThat(progress()).isEqualTo(stoppedAt("a", Direction.DOWN, Effects.NONE));
    }

    @Test
    void whatWasTakenBackBeginsWithoutACursor() {
        batch("a").applied();
        action = Action.DOWN;
        reverted();
        action = Action.UP;
        started(0);
        assertThat(progress()).isEqualTo(stoppedAt(null, Direction.UP, Effects.UNKNOWN));
    }

    @Test
    void headAndFenceAreTheHighestOnes() {
        applied().run(Direction.DOWN).reverted();
        History forwards = EventLog.fold(events);
        History backwards = EventLog.fold(List.of(events.get(1), events.get(0)));

        assertThat(forwards.head()).isEqualTo(2);
        assertThat(forwards.fence()).isEqualTo(2);
        assertThat(backwards.head()).isEqualTo(2);
        assertThat(backwards.fence()).isEqualTo(2);
    }

    private EventLogTest repeatable() {
        migration = MigrationId.repeatable("views");
        return this;
    }

    private Entry views() {
        return EventLog.fold(events).entries().get(MigrationId.repeatable("views"));
    }

    @Test
    void aRepeatableOneIsKnownByItsNameAndIsAppliedAgainAndAgain() {
        applied().repeatable().applied().run(Direction.UP).applied();

        assertThat(EventLog.fold(events).entries())
                .containsOnlyKeys(MigrationId.of(1), MigrationId.repeatable("views"));
        assertThat(views().seq()).isEqualTo(3);
        assertThat(EventLog.fold(events).current()).isEqualTo(1);
    }

    @Test
    void aRepeatableOneWhoseTransactionWasTakenBackIsAppliedAsItWas() {
        repeatable().applied().run(Direction.UP).failed(0, Effects.NONE);

        assertThat(views().progress()).isEqualTo(new Applied("f3"));
        assertThat(views().error()).isEqualTo("it broke");
        assertThat(views().seq()).isEqualTo(2);
    }

    @Test
    void aRepeatableOneThatWasBegunAgainIsAppliedOnlyWhenItIsAtItsEnd() {
        repeatable().applied().run(Direction.UP).started(0).failed(0, Effects.NONE);
        assertThat(views().progress()).isEqualTo(up(Effects.NONE));

        run(Direction.UP).failed(0, Effects.NONE);
        assertThat(views().progress()).isEqualTo(up(Effects.NONE));

        run(Direction.UP).started(0).checkpoint(1).failed(1, Effects.UNKNOWN);
        assertThat(views().progress()).isEqualTo(up(Effects.UNKNOWN, "f1"));

        run(Direction.UP).started(0);
        assertThat(views().progress()).isEqualTo(up(Effects.UNKNOWN));

        applied();
        assertThat(views().progress()).isEqualTo(new Applied("f3"));
    }
}
