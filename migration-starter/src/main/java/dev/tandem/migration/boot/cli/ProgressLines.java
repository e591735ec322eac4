package dev.tandem.migration.boot.cli;

import dev.tandem.migration.Failure;
import dev.tandem.migration.ForeignHistory;
import dev.tandem.migration.Hook;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Plan;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.Step;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A line for each migration, as a run does it, and one every ten seconds for a statement that takes long. */
final class ProgressLines implements MigrationListener {
    private static final long AWAITED_SECONDS = 10;

    private final Output output;
    private int databaseWidth;
    private int nameWidth;
    private int statements;
    private long awaited = -1;

    ProgressLines(Output output) {
        this.output = output;
    }

    @Override
    public void databaseAwaited(String database, String reason, Duration waited) {
        long period = waited.toSeconds() / AWAITED_SECONDS;
        if (period != awaited) {
            awaited = period;
            output.info(database + "  is not there yet, trying again, " + Texts.duration(waited) + ": " + reason);
        }
    }

    @Override
    public void runStarted(String runId, Plan plan) {
        awaited = -1;
        databaseWidth = plan.databases().stream().mapToInt(String::length).max().orElse(0);
        nameWidth = plan.steps().stream()
                .mapToInt(step -> step.name().length())
                .max()
                .orElse(0);
        output.detail("run " + runId);
    }

    @Override
    public void lockAwaited(String database, @Nullable String holder, Duration waited) {
        long period = waited.toSeconds() / AWAITED_SECONDS;
        if (period != awaited) {
            awaited = period;
            output.info(database + "  waiting for the lock" + (holder == null ? "" : " held by " + holder) + ", "
                    + Texts.duration(waited));
        }
    }

    @Override
    public void lockAcquired(String database, Duration waited) {
        awaited = -1;
    }

    @Override
    public void stepStarted(Step step, Script script) {
        statements = script.statements();
        output.detail(script.location());
    }

    @Override
    public void statementStarted(Step step, SqlStatement statement) {
        output.detail("  statement " + statement.number() + ", line " + statement.line());
    }

    @Override
    public void statementRunning(Step step, int statement, Duration time, @Nullable String details) {
        output.info(line(step) + "statement " + statement + " of " + statements + ", " + Texts.duration(time)
                + (details == null ? "" : ", " + details));
    }

    @Override
    public void stepCompleted(Step step, Duration duration) {
        output.info(line(step) + Texts.duration(duration));
    }

    @Override
    public void stepFailed(Step step, Failure failure, Duration duration) {
        output.info(line(step) + output.style().bad("failed") + " after " + Texts.duration(duration));
    }

    @Override
    public void hookStarted(String database, Hook hook, Script script) {
        output.detail(script.location());
    }

    @Override
    public void hookCompleted(String database, Hook hook, Duration duration) {
        output.info(line(database, hook) + Texts.duration(duration));
    }

    @Override
    public void hookFailed(String database, Hook hook, Failure failure, Duration duration) {
        output.info(line(database, hook) + output.style().bad("failed") + " after " + Texts.duration(duration));
    }

    @Override
    public void rollbackStarted(List<Step> steps) {
        output.info("Taking back what this run has applied:");
    }

    @Override
    public void dropped(String database) {
        output.info(database(database) + "emptied");
    }

    /** The first column. */
    String database(String name) {
        return padded(name, databaseWidth);
    }

    @Override
    public void adopted(ForeignHistory foreign) {
        output.info(padded(foreign.database(), databaseWidth) + "took over from "
                + foreign.tool().label() + "; its table is now " + foreign.schema() + "." + foreign.renamedTo());
    }

    private String line(Step step) {
        return database(step.database())
                + padded(Texts.version(step.id()) + " " + step.name(), nameWidth + 7)
                + padded(Texts.deed(step), 2);
    }

    private String line(String database, Hook hook) {
        return database(database) + padded(hook.fileName(), nameWidth + 7) + padded("", 2);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()) + 2);
    }
}
