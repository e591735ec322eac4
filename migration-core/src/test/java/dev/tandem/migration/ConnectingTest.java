package dev.tandem.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is done about a server that is not there yet. */
@Timeout(30)
class ConnectingTest {
    private final List<String> journal = new CopyOnWriteArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private final MemoryDatabase database =
            MemoryDatabase.relational("a", journal).file(1, "x", null);
    private Runnable whileWaiting = () -> {};

    private MigrationManager manager(Duration timeout, MemoryDatabase... others) {
        MigrationManager.Builder builder = MigrationManager.builder().database(database);
        Arrays.stream(others).forEach(builder::database);
        return builder.timeout(timeout)
                .listener(new MigrationListener() {
                    @Override
                    public void databaseAwaited(String name, String reason, Duration waited) {
                        heard.add(name + ": " + reason);
                        whileWaiting.run();
                    }
                })
                .build();
    }

    @Test
    void aServerThatIsNotThereYetIsTriedAgainWithinTheDeadline() {
        database.notThereYet(2);

        Report report = manager(Duration.ofMinutes(1)).run(Command.up());

        assertThat(report.outcome()).isEqualTo(Report.Outcome.DONE);
        assertThat(journal).startsWith("knock at a", "knock at a", "connect a");
        assertThat(heard).containsExactly("a: Connection refused.", "a: Connection refused.");
    }

    @Test
    void aPlanIsWaitedForToo() {
        database.notThereYet(1);

        assertThat(manager(Duration.ofMinutes(1)).plan(Command.up()).steps()).hasSize(1);
    }

    @Test
    void withoutADeadlineItIsTriedOnce() {
        database.notThereYet(1);

        assertThatThrownBy(() -> manager(null).run(Command.up())).isInstanceOf(DatabaseUnreachableException.class);

        assertThat(journal).containsExactly("knock at a");
        assertThat(heard).isEmpty();
    }

    @Test
    void theStatusIsWhatIsThereNow() {
        database.notThereYet(1);

        DatabaseStatus status = manager(Duration.ofMinutes(1)).status().get(0);

        assertThat(status.reachable()).isFalse();
        assertThat(status.obstacle().kind()).isEqualTo(Obstacle.Kind.UNREACHABLE);
        assertThat(journal).containsExactly("knock at a");
    }

    @Test
    void whoIsRefusedIsRefusedAtOnce() {
        database.unreachable();

        assertThatThrownBy(() -> manager(Duration.ofMinutes(1)).run(Command.up()))
                .isInstanceOf(DatabaseUnreachableException.class);

        assertThat(heard).isEmpty();
        assertThat(manager(null).status().get(0).obstacle().kind()).isEqualTo(Obstacle.Kind.DENIED);
    }

    @Test
    void oneThatIsNotThereYetDoesNotHideThatAnotherRefusesForGood() {
        database.notThereYet(Integer.MAX_VALUE);
        MemoryDatabase denied = MemoryDatabase.analytical("b", journal).unreachable();

        assertThatThrownBy(() -> manager(Duration.ofMinutes(1), denied).run(Command.up()))
                .isInstanceOf(DatabaseUnreachableException.class)
                .hasMessageContaining("a: Connection refused.")
                .hasMessageContaining("Also, b: The server cannot be reached.");

        assertThat(journal).containsExactly("knock at a");
        assertThat(heard).isEmpty();
    }

    @Test
    void severalThatAreNotThereYetAreTriedTogether() {
        database.notThereYet(2);
        MemoryDatabase other = MemoryDatabase.analytical("b", journal).notThereYet(1);

        Report report = manager(Duration.ofMinutes(1), other).run(Command.up());

        assertThat(journal.subList(0, 2)).containsExactlyInAnyOrder("knock at a", "knock at b");
        assertThat(journal.subList(2, 4)).containsExactlyInAnyOrder("knock at a", "connect b");
        assertThat(journal.subList(4, journal.size()))
                .startsWith("connect a", "lock a")
                .endsWith("close b", "close a");
        assertThat(report.databases()).extracting(DatabaseStatus::name).containsExactly("a", "b");
    }

    @Test
    void pausesGrowAndEndWithTheDeadline() {
        database.notThereYet(Integer.MAX_VALUE);
        long start = System.nanoTime();

        DatabaseUnreachableException unreachable = catchThrowableOfType(
                DatabaseUnreachableException.class,
                () -> manager(Duration.ofMillis(1_500)).run(Command.up()));

        assertThat(unreachable).hasMessageContaining("Connection refused. It was tried again for 1 s.");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(journal).hasSizeBetween(4, 8);
        assertThat(unreachable.report().databases())
                .extracting(status -> status.obstacle().kind())
                .containsExactly(Obstacle.Kind.UNREACHABLE);
    }

    @Test
    void whyAServerWasNotReachedIsToldAlsoWhereTheDeadlineEndsTheLastAttempt() {
        CountDownLatch answer = new CountDownLatch(1);
        database.notThereYet(1);
        whileWaiting = () -> database.silentUntil(answer);

        assertThatThrownBy(() -> manager(Duration.ofMillis(700)).run(Command.up()))
                .isInstanceOf(DatabaseUnreachableException.class)
                .hasMessageContaining("Connection refused. It was tried again for 1 s.");

        answer.countDown();
    }

    @Test
    void theWaitCanBeCancelled() {
        database.notThereYet(Integer.MAX_VALUE);
        MigrationManager manager = manager(Duration.ofMinutes(1));
        whileWaiting = manager::cancel;

        assertThatThrownBy(() -> manager.run(Command.up()))
                .isInstanceOf(RunCancelledException.class)
                .hasMessageContaining("while a was awaited. Connection refused.");
    }

    @Test
    void aServerThatDoesNotAnswerDoesNotKeepARunFromBeingCancelled() {
        CountDownLatch answer = new CountDownLatch(1);
        database.silentUntil(answer);
        MigrationManager manager = manager(null);
        CompletableFuture<Report> run = CompletableFuture.supplyAsync(() -> manager.run(Command.up()));

        await().until(() -> {
            manager.cancel();
            return run.isDone();
        });

        assertThatThrownBy(run::join)
                .hasCauseInstanceOf(RunCancelledException.class)
                .hasMessageContaining("while a was connected");
        answer.countDown();
        // What comes too late is closed.
        await().until(() -> journal.equals(List.of("connect a", "close a")));
    }

    @Test
    void whatIsReadCanBeCancelledToo() {
        database.silentUntil(new CountDownLatch(1));
        MigrationManager manager = manager(null);
        CompletableFuture<List<DatabaseStatus>> status = CompletableFuture.supplyAsync(manager::status);

        await().until(() -> {
            manager.cancel();
            return status.isDone();
        });

        assertThat(status.join().get(0).obstacle().kind()).isEqualTo(Obstacle.Kind.TIME);
    }

    @Test
    void aServerThatDoesNotAnswerIsNotWaitedForBeyondTheDeadline() {
        database.silentUntil(new CountDownLatch(1));

        assertThatThrownBy(() -> manager(Duration.ofMillis(300)).run(Command.up()))
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessageContaining("while a was connected");
    }
}
