package dev.tandem.migration.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.Command;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.Report;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A run in this process that something happens to. */
final class FaultyRun {
    /** Longer than any deadline: a run that takes longer than that hangs. */
    private static final Duration LONGEST = Duration.ofSeconds(100);

    private final CompletableFuture<Ended> ended = new CompletableFuture<>();
    private final Thread thread;

    private FaultyRun(MigrationSettings settings, Runnable afterwards) {
        thread = new Thread(
                () -> {
                    run(settings);
                    afterwards.run();
                },
                "faulty run");
        thread.setDaemon(true);
    }

    /**
     * How it ended.
     *
     * @param failed {@code null} unless it failed
     * @param took from its start
     */
    record Ended(@Nullable MigrationException failed, Duration took) {}

    static FaultyRun start(MigrationSettings settings) {
        return start(settings, () -> {});
    }

    /** Starts one that does something when it has ended. */
    static FaultyRun start(MigrationSettings settings, Runnable afterwards) {
        FaultyRun run = new FaultyRun(settings, afterwards);
        run.thread.start();
        return run;
    }

    private void run(MigrationSettings settings) {
        long start = System.nanoTime();
        MigrationException failed = null;
        try {
            Report report = settings.manager().run(Command.up());
            assertThat(report.outcome()).isEqualTo(Report.Outcome.DONE);
        } catch (MigrationException e) {
            failed = e;
        } catch (RuntimeException | AssertionError e) {
            ended.completeExceptionally(e);
        }
        ended.complete(new Ended(failed, Duration.ofNanos(System.nanoTime() - start)));
    }

    /** Waits for its end; a run that hangs is an error that says where. */
    Ended await() throws InterruptedException {
        thread.join(LONGEST.toMillis());
        if (thread.isAlive()) {
            throw new AssertionError("The run hangs in "
                    + Stream.of(thread.getStackTrace())
                            .map(StackTraceElement::toString)
                            .filter(frame -> frame.contains("dev.tandem"))
                            .toList());
        }
        return ended.join();
    }
}
