package dev.tandem.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DeadlineTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    @Test
    void hasNotEndedAtFirst() {
        try (Deadline deadline = Deadline.in(LONG)) {
            assertThat(deadline.hasEnded()).isFalse();
            assertThat(deadline.remaining()).isPositive().isLessThanOrEqualTo(LONG);
            assertThatCode(() -> deadline.check("before anything")).doesNotThrowAnyException();
        }
    }

    @Test
    void endsByItself() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        try (Deadline deadline = Deadline.in(Duration.ofMillis(20))) {
            deadline.onEnd(ended::countDown);
            assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();

            assertThat(deadline.hasEnded()).isTrue();
            assertThat(deadline.remaining()).isZero();
            DeadlineExceededException exceeded =
                    catchThrowableOfType(DeadlineExceededException.class, () -> deadline.check("during 4 x"));
            assertThat(exceeded)
                    .hasMessage(
                            "The deadline of 0.02s passed during 4 x.\n  Allow the run more time (tandem.timeout, on the"
                                    + " command line --timeout), or migrate apart from the start-up: migrate up.");
        }
    }

    @Test
    void canBeginAgainAndEndsThenToo() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        try (Deadline deadline = Deadline.in(Duration.ofMillis(600))) {
            deadline.onEnd(ended::countDown);
            assertThat(ended.await(300, TimeUnit.MILLISECONDS)).isFalse();

            assertThat(deadline.beginAgain()).isTrue();

            assertThat(deadline.remaining()).isGreaterThan(Duration.ofMillis(350));
            assertThat(ended.await(400, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(deadline.hasEnded()).isFalse();
            assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(deadline.hasEnded()).isTrue();
        }
    }

    @Test
    void onceItHasEndedItDoesNotBeginAgain() {
        try (Deadline cancelled = Deadline.in(LONG);
                Deadline past = Deadline.in(Duration.ofSeconds(-1))) {
            cancelled.cancel("by the caller");

            assertThat(cancelled.beginAgain()).isFalse();
            assertThat(past.beginAgain()).isFalse();
            assertThat(past.hasEnded()).isTrue();
        }
    }

    @Test
    void canBeCancelledAfterItHasBegunAgain() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        try (Deadline deadline = Deadline.in(LONG)) {
            deadline.onEnd(ended::countDown);
            assertThat(deadline.beginAgain()).isTrue();

            deadline.cancel("by the caller");

            assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void hasEndedFromTheBeginningWhenItsTimeIsNegative() {
        try (Deadline deadline = Deadline.in(Duration.ofSeconds(-1))) {
            assertThat(deadline.hasEnded()).isTrue();
            assertThat(deadline.remaining()).isZero();
        }
    }

    @Test
    void withoutALimitOnlyCancellingEndsIt() {
        try (Deadline deadline = Deadline.never()) {
            assertThat(deadline.hasEnded()).isFalse();
            assertThat(deadline.remaining()).isNull();

            deadline.cancel("by a test");

            assertThat(deadline.hasEnded()).isTrue();
            assertThatThrownBy(() -> deadline.check("during 4 x"))
                    .isInstanceOf(RunCancelledException.class)
                    .hasMessage("Cancelled (by a test) during 4 x.\n  Run again.");
        }
    }

    @Test
    void theFirstReasonStays() {
        try (Deadline deadline = Deadline.never()) {
            deadline.cancel("first");
            deadline.cancel("second");

            assertThatThrownBy(() -> deadline.check("now")).hasMessageContaining("(first)");
        }
    }

    @Test
    void saysWhatFailedBehindTheReason() {
        try (Deadline deadline = Deadline.in(LONG)) {
            Failure failure = new Failure("main", 4L, "/f", 2, 3, "SELECT 1", "Statement cancelled.", "Wait.");

            MigrationException exceeded = deadline.exceeded(failure, "during 4 x", null);

            assertThat(exceeded).isInstanceOf(DeadlineExceededException.class);
            assertThat(exceeded.failure())
                    .isEqualTo(new Failure(
                            "main",
                            4L,
                            "/f",
                            2,
                            3,
                            "SELECT 1",
                            "The deadline of 10m passed during 4 x. Statement cancelled.",
                            "Wait."));
        }
    }

    @Test
    void tellsOnceAndOnAThreadOfItsOwn() throws InterruptedException {
        AtomicInteger told = new AtomicInteger();
        AtomicReference<Thread> thread = new AtomicReference<>();
        CountDownLatch both = new CountDownLatch(2);
        try (Deadline deadline = Deadline.never()) {
            deadline.onEnd(() -> {
                told.incrementAndGet();
                thread.set(Thread.currentThread());
                both.countDown();
            });
            deadline.onEnd(both::countDown);

            deadline.cancel("by a test");
            deadline.cancel("again");
            assertThat(both.await(20, TimeUnit.SECONDS)).isTrue();
            thread.get().join();

            assertThat(told).hasValue(1);
            assertThat(thread.get().getName()).isEqualTo("tandem-cancel");
        }
    }

    @Test
    void whoWaitsUntilAllAreToldGoesOnBehindThem() {
        AtomicInteger told = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(1);
        try (Deadline deadline = Deadline.never()) {
            deadline.onEnd(() -> {
                await(ended);
                told.incrementAndGet();
            });
            deadline.onEnd(told::incrementAndGet);
            deadline.cancel("by a test");

            ended.countDown();
            deadline.awaitTold();

            assertThat(told).hasValue(2);
        }
    }

    @Test
    void whoWaitsForOneThatIsNotToldGoesOnAllTheSame() {
        CountDownLatch answered = new CountDownLatch(1);
        try (Deadline deadline = Deadline.never()) {
            deadline.onEnd(() -> await(answered));
            deadline.cancel("by a test");

            deadline.awaitTold();

            assertThat(answered.getCount()).isOne();
            answered.countDown();
        }
    }

    @Test
    void anActionThatWaitsKeepsNeitherTheNextOneNorTheLastResort() throws InterruptedException {
        CountDownLatch answered = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        try (Deadline deadline = Deadline.never()) {
            deadline.onEnd(() -> await(answered));
            deadline.onEnd(second::countDown);
            deadline.onSilence(answered::countDown);

            deadline.cancel("by a test");

            assertThat(second.await(3, TimeUnit.SECONDS)).isTrue();
            assertThat(answered.getCount()).isOne();
            assertThat(answered.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void cancellingReturnsBeforeTheActionDoes() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        CountDownLatch finished = new CountDownLatch(1);
        try (Deadline deadline = Deadline.never()) {
            deadline.onEnd(() -> {
                begun.countDown();
                await(cancelled);
                finished.countDown();
            });

            deadline.cancel("by a test");
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(finished.getCount()).isOne();
            cancelled.countDown();

            assertThat(finished.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void anActionThatThrowsDoesNotKeepTheNextOneFromRunning() throws InterruptedException {
        CountDownLatch second = new CountDownLatch(1);
        try (Deadline deadline = Deadline.never()) {
            deadline.onEnd(() -> {
                throw new IllegalStateException("the server has hung up");
            });
            deadline.onEnd(second::countDown);

            deadline.cancel("by a test");

            assertThat(second.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aClosedRegistrationIsNotTold() throws InterruptedException {
        AtomicInteger told = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(1);
        try (Deadline deadline = Deadline.never()) {
            deadline.onEnd(told::incrementAndGet).close();
            deadline.onEnd(ended::countDown);

            deadline.cancel("by a test");
            assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();

            assertThat(told).hasValue(0);
        }
    }

    @Test
    void aPauseEndsWithTheDeadline() {
        try (Deadline deadline = Deadline.in(Duration.ofMillis(20))) {
            assertThatThrownBy(() -> deadline.pause(LONG, "while the lock was awaited"))
                    .isInstanceOf(DeadlineExceededException.class)
                    .hasMessageContaining("passed while the lock was awaited");
        }
    }

    @Test
    void aPauseEndsWhenAnotherThreadCancels() {
        try (Deadline deadline = Deadline.never()) {
            Thread other = new Thread(() -> deadline.cancel("by another thread"));
            other.start();

            assertThatThrownBy(() -> deadline.pause(LONG, "while the lock was awaited"))
                    .isInstanceOf(RunCancelledException.class)
                    .hasMessageContaining("by another thread");
        }
    }

    @Test
    void anInterruptedPauseCancelsAndLeavesTheThreadInterrupted() {
        try (Deadline deadline = Deadline.never()) {
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> deadline.pause(LONG, "while the lock was awaited"))
                    .isInstanceOf(RunCancelledException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void closingEndsItsThreadAndTellsNobody() throws InterruptedException {
        AtomicInteger told = new AtomicInteger();
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Deadline deadline = Deadline.in(LONG);
        deadline.onEnd(told::incrementAndGet);
        Thread watchdog = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("tandem-watchdog") && !before.contains(thread))
                .findFirst()
                .orElseThrow();

        deadline.close();
        watchdog.join(20_000);

        assertThat(watchdog.isAlive()).isFalse();
        assertThat(told).hasValue(0);
    }

    @Test
    void aPartThatIsClosedIsNotKept() {
        try (Deadline deadline = Deadline.never()) {
            WeakReference<Deadline> part = closedPart(deadline);

            Awaitility.await().until(() -> {
                System.gc();
                return part.get() == null;
            });
        }
    }

    private static WeakReference<Deadline> closedPart(Deadline deadline) {
        try (Deadline part = deadline.within(LONG)) {
            return new WeakReference<>(part);
        }
    }

    @Test
    void aPartEndsWithTheWhole() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        try (Deadline deadline = Deadline.never();
                Deadline part = deadline.within(LONG)) {
            part.onEnd(ended::countDown);

            deadline.cancel("by a test");

            assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
