package dev.tandem.migration.boot.autoconfigure;

import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.Plan;
import dev.tandem.migration.Report;
import dev.tandem.migration.Script;
import dev.tandem.migration.Step;
import dev.tandem.migration.StepResult;
import dev.tandem.migration.StepResult.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run in the application's log: what is due, then what became of each database; one line a database when nothing is. */
final class MigrationLog implements MigrationListener {
    private static final Logger log = LoggerFactory.getLogger(MigrationLog.class);
    private static final long AWAITED_SECONDS = 10;

    private final Duration slowThreshold;
    private volatile long beginning = System.nanoTime();
    private volatile long awaited = -1;
    private volatile int statements;

    MigrationLog(Duration slowThreshold) {
        this.slowThreshold = slowThreshold;
    }

    /** From here time is counted: of a run that has nothing to do only the end is heard. */
    void begin() {
        beginning = System.nanoTime();
        awaited = -1;
    }

    void nothingToDo(DatabaseStatus database) {
        String time = text(Duration.ofNanos(System.nanoTime() - beginning));
        if (database.current() == null) {
            log.info("{} has no migrations, nothing to do ({})", database.name(), time);
        } else {
            log.info("{} is current at version {}, nothing to do ({})", database.name(), database.current(), time);
        }
        warnOfFuture(database);
    }

    @Override
    public void databaseAwaited(String database, String reason, Duration waited) {
        long period = waited.toSeconds() / AWAITED_SECONDS;
        if (period != awaited) {
            awaited = period;
            log.warn("{} is not there yet, trying again ({}): {}", database, text(waited), reason);
        }
    }

    @Override
    public void runStarted(String runId, Plan plan) {
        awaited = -1;
        log.info(
                "Migrating {} (run {})",
                plan.databases().stream()
                        .map(database -> database + " (" + plan.steps(database).size() + " due)")
                        .collect(Collectors.joining(", then ")),
                runId);
    }

    @Override
    public void lockAwaited(String database, @Nullable String holder, Duration waited) {
        long period = waited.toSeconds() / AWAITED_SECONDS;
        if (period != awaited) {
            awaited = period;
            log.info(
                    "Waiting for the lock of {}{} ({})",
                    database,
                    holder == null ? "" : ", held by " + holder,
                    text(waited));
        }
    }

    @Override
    public void stepStarted(Step step, Script script) {
        statements = script.statements();
    }

    @Override
    public void statementRunning(Step step, int statement, Duration time, @Nullable String details) {
        log.info(
                "{} {} {} is at statement {} of {} ({}{})",
                step.database(),
                step.id(),
                step.name(),
                statement,
                statements,
                text(time),
                details == null ? "" : ", " + details);
    }

    @Override
    public void stepCompleted(Step step, Duration duration) {
        log.debug("{} {} took {}", step.database(), step.title(), text(duration));
        if (duration.compareTo(slowThreshold) > 0) {
            log.warn(
                    "{} {} {} took {}, longer than tandem.slow-threshold ({})",
                    step.database(),
                    step.id(),
                    step.name(),
                    text(duration),
                    text(slowThreshold));
        }
    }

    @Override
    public void rollbackStarted(List<Step> steps) {
        log.warn(
                "The run failed; taking back what it has applied: {}",
                steps.stream().map(step -> step.database() + " " + step.title()).collect(Collectors.joining(", ")));
    }

    @Override
    public void runFinished(Report report) {
        for (DatabaseStatus database : report.databases()) {
            List<StepResult> done = report.steps().stream()
                    .filter(result -> result.step().database().equals(database.name()))
                    .filter(result -> result.outcome() == Outcome.APPLIED || result.outcome() == Outcome.REVERTED)
                    .toList();
            long undone = report.steps().stream()
                    .filter(result -> result.step().database().equals(database.name()))
                    .filter(result -> result.outcome() == Outcome.TAKEN_BACK)
                    .count();
            if (undone > 0) {
                log.warn(
                        "{} is at {}, {} applied and taken back because of the failure",
                        database.name(),
                        position(database),
                        count(undone));
            }
            if (!done.isEmpty()) {
                worked(database, done);
            } else if (report.outcome() != Report.Outcome.FAILED) {
                nothingToDo(database);
            }
        }
    }

    private static void worked(DatabaseStatus database, List<StepResult> done) {
        Duration time = done.stream().map(StepResult::duration).reduce(Duration.ZERO, Duration::plus);
        log.info(
                "{} is at {}, {} {} ({})",
                database.name(),
                position(database),
                count(done.size()),
                done.get(0).outcome() == Outcome.APPLIED ? "applied" : "taken back",
                text(time));
        warnOfFuture(database);
    }

    private static String position(DatabaseStatus database) {
        if (database.error() != null) {
            return "an unknown version";
        }
        return database.current() == null ? "no version" : "version " + database.current();
    }

    private static String count(long migrations) {
        return migrations == 1 ? "1 migration" : migrations + " migrations";
    }

    private static void warnOfFuture(DatabaseStatus database) {
        if (database.count(MigrationState.FUTURE) > 0) {
            log.warn(
                    "{} is ahead of this application, which has no file for {}: is it an older image?",
                    database.name(),
                    Versions.of(database, MigrationState.FUTURE));
        }
    }

    private static String text(Duration duration) {
        long millis = duration.toMillis();
        return millis < 1000 ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
}
