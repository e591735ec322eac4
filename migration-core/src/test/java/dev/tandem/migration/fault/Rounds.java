package dev.tandem.migration.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs rounds that have nothing to do with each other. */
final class Rounds {
    private Rounds() {}

    /** Some at once; all are run, and then the first failure is thrown with the others suppressed. */
    static void inParallel(int atOnce, List<Callable<Void>> rounds) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(atOnce);
        try {
            List<Throwable> failures = new ArrayList<>();
            for (Future<Void> round : threads.invokeAll(rounds)) {
                try {
                    round.get();
                } catch (ExecutionException e) {
                    failures.add(e.getCause());
                }
            }
            if (!failures.isEmpty()) {
                AssertionError failed = new AssertionError(
                        failures.size() + " of " + rounds.size() + " rounds failed", failures.get(0));
                failures.stream().skip(1).forEach(failed::addSuppressed);
                throw failed;
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
