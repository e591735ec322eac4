package dev.tandem.migration;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Cancels a run when the process is told to end (SIGTERM, Ctrl-C), and holds the process back until the run has
 * cancelled its statement, recorded what happened and released its locks. A hook of the run's own, because a Spring
 * context that is still starting closes only after the run.
 */
final class ShutdownHook implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread thread;

    ShutdownHook(Deadline deadline) {
        thread = new Thread(() -> stop(deadline), "tandem-shutdown");
        try {
            Runtime.getRuntime().addShutdownHook(thread);
        } catch (IllegalStateException alreadyShuttingDown) {
            deadline.cancel("the process is shutting down");
        }
    }

    private void stop(Deadline deadline) {
        deadline.cancel("the process is shutting down");
        try {
            finished.await(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        finished.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException shuttingDown) {
            // The hook is running or has run: there is nothing left to remove.
            return;
        }
    }
}
