package dev.tandem.migration.boot.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Holds a process back that is told to end until what became of the run has been written. The run itself is cancelled
 * by a hook of its own, which lets go a moment before that. The process then ends with the signal's code, and closing
 * does not return once all was told: {@code System.exit} may win over the signal once the last hook has run, and the process would end with
 * another code.
 */
final class LastWords implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(12);

    private final CountDownLatch said = new CountDownLatch(1);
    private final Thread hook = new Thread(this::await, "tandem-last-words");
    private boolean all;

    LastWords() {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException alreadyShuttingDown) {
            said.countDown();
        }
    }

    private void await() {
        try {
            said.await(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All was told; otherwise whoever catches what is thrown has something to tell yet. */
    void said() {
        all = true;
    }

    @Override
    public void close() {
        said.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            if (all) {
                awaitTheEnd();
            }
        }
    }

    private static void awaitTheEnd() {
        while (true) {
            LockSupport.park();
        }
    }
}
