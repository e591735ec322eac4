package dev.tandem.migration.boot.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Notices that the process is told to end (SIGTERM, Ctrl-C) while the context is still starting: it closes only after that,
 * so whoever makes the start wait has to look for it.
 */
final class Termination implements AutoCloseable {
    private final CountDownLatch told = new CountDownLatch(1);
    private final Thread hook;

    /** The action is run, on a thread of its own, when it is told to end. */
    Termination(Runnable action) {
        hook = new Thread(
                () -> {
                    told.countDown();
                    action.run();
                },
                "tandem-startup-check");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException alreadyShuttingDown) {
            told.countDown();
        }
    }

    boolean isTold() {
        return told.getCount() == 0;
    }

    /** Waits; returns early when the process is told to end, or this thread is interrupted, which is the same. */
    void pause(Duration time) {
        try {
            told.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            told.countDown();
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook is running or has run: there is nothing left to remove.
            return;
        }
    }
}
