package dev.tandem.migration.boot.cli;

import dev.tandem.migration.DeadlineExceededException;
import dev.tandem.migration.MigrationManager;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks again and again, at first often and then less often, until what is waited for has come or the time has passed. Says
 * so whenever the reason changes.
 */
final class Waiting {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final MigrationManager manager;
    private final Readiness readiness;
    private final Output output;
    private final @Nullable Duration timeout;
    private final long begun = System.nanoTime();
    private Map<String, String> told = Map.of();

    Waiting(MigrationManager manager, Readiness readiness, Output output, @Nullable Duration timeout) {
        this.manager = manager;
        this.readiness = readiness;
        this.output = output;
        this.timeout = timeout;
    }

    /** Returns what to end with. */
    int run() {
        Duration pause = FIRST_PAUSE;
        while (true) {
            Duration remaining = remaining();
            if (remaining != null && (remaining.isNegative() || remaining.isZero())) {
                return late();
            }
            try {
                readiness.look(manager.within(remaining));
            } catch (DeadlineExceededException e) {
                output.error(e.failure().describe());
                return late();
            }
            if (readiness.waiting().isEmpty()) {
                output.info("Ready: " + String.join(", ", manager.databases()) + ".");
                return ExitCode.DONE;
            }
            tell();
            if (!Pause.of(shorter(pause, remaining()))) {
                return late();
            }
            pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
        }
    }

    private void tell() {
        if (!readiness.waiting().equals(told)) {
            told = Map.copyOf(readiness.waiting());
            readiness.waiting().forEach((database, reason) -> output.info("waiting for " + database + ": " + reason));
        }
    }

    private int late() {
        output.error("Not ready after " + Texts.duration(Duration.ofNanos(System.nanoTime() - begun)) + ".");
        readiness.waiting().forEach((database, reason) -> output.error("  " + database + ": " + reason));
        return readiness.exitCode();
    }

    private @Nullable Duration remaining() {
        return timeout == null ? null : timeout.minusNanos(System.nanoTime() - begun);
    }

    private static Duration shorter(Duration pause, @Nullable Duration limit) {
        return limit == null || limit.compareTo(pause) > 0 ? pause : limit;
    }
}
