package dev.tandem.migration.boot.cli;

import java.time.Duration;

/** Time in which nothing is done. */
final class Pause {
    private Pause() {}

    /** Answers whether to go on: not when this thread is asked to end. */
    static boolean of(Duration time) {
        try {
            Thread.sleep(Math.max(1, time.toMillis()));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
