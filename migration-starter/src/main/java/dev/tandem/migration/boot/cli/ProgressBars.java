package dev.tandem.migration.boot.cli;

import dev.tandem.migration.Failure;
import dev.tandem.migration.ForeignHistory;
import dev.tandem.migration.Hook;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Plan;
import dev.tandem.migration.Report;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.Step;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lines of {@link ProgressLines}, and below them a bar for the database that is worked on: which migration, which
 * statement, how long. It is drawn anew as time passes, and stays as a line when its database is done.
 */
final class ProgressBars implements MigrationListener {
    private static final int WIDTH = 24;
    private static final long PAUSE_MILLIS = 250;
    private static final String ERASE = "\r\u001b[2K";
    /** What is too long ends at the edge of the terminal, whose width need not be known. */
    private static final String WITHOUT_WRAPPING = "\u001b[?7l";

    private static final String WRAPPING = "\u001b[?7h";

    private final PrintStream out;
    private final ProgressLines lines;
    private @Nullable Thread clock;
    private List<Step> due = List.of();
    private @Nullable Step step;
    private int done;
    private int statement;
    private int statements;
    private long databaseBegan;
    private long stepBegan;
    private @Nullable String details;

    ProgressBars(PrintStream out, ProgressLines lines) {
        this.out = out;
        this.lines = lines;
    }

    @Override
    public synchronized void databaseAwaited(String database, String reason, Duration waited) {
        lines.databaseAwaited(database, reason, waited);
    }

    @Override
    public synchronized void runStarted(String runId, Plan planned) {
        due = planned.steps();
        lines.runStarted(runId, planned);
        Thread ticking = new Thread(this::tick, "tandem-bars");
        ticking.setDaemon(true);
        ticking.start();
        clock = ticking;
    }

    @Override
    public synchronized void lockAwaited(String database, @Nullable String holder, Duration waited) {
        lines.lockAwaited(database, holder, waited);
    }

    @Override
    public synchronized void lockAcquired(String database, Duration waited) {
        lines.lockAcquired(database, waited);
    }

    @Override
    public synchronized void stepStarted(Step begun, Script script) {
        if (step == null || !step.database().equals(begun.database())) {
            done = 0;
            databaseBegan = System.nanoTime();
        }
        step = begun;
        stepBegan = System.nanoTime();
        statements = script.statements();
        statement = begun.completed();
        details = null;
        draw();
    }

    @Override
    public synchronized void statementStarted(Step running, SqlStatement started) {
        statement = started.number();
        details = null;
    }

    @Override
    public synchronized void statementRunning(Step running, int number, Duration time, @Nullable String known) {
        statement = number;
        details = known;
        draw();
    }

    /** Drawn at the next tick: code may say it very often. */
    @Override
    public synchronized void stepProgressed(Step running, String said) {
        details = said.replaceAll("\\R", " ");
    }

    @Override
    public synchronized void stepCompleted(Step completed, Duration duration) {
        done++;
        erase();
        lines.stepCompleted(completed, duration);
        statement = 0;
        if (done == total()) {
            out.println(bar(completed.database()) + "  " + since(databaseBegan));
            step = null;
        } else {
            draw();
        }
    }

    @Override
    public synchronized void stepFailed(Step failed, Failure failure, Duration duration) {
        erase();
        step = null;
        lines.stepFailed(failed, failure, duration);
    }

    @Override
    public synchronized void hookStarted(String database, Hook hook, Script script) {
        lines.hookStarted(database, hook, script);
    }

    @Override
    public synchronized void hookCompleted(String database, Hook hook, Duration duration) {
        eraseBar();
        lines.hookCompleted(database, hook, duration);
    }

    @Override
    public synchronized void hookFailed(String database, Hook hook, Failure failure, Duration duration) {
        eraseBar();
        step = null;
        lines.hookFailed(database, hook, failure, duration);
    }

    @Override
    public synchronized void rollbackStarted(List<Step> steps) {
        due = steps;
        step = null;
        lines.rollbackStarted(steps);
    }

    @Override
    public synchronized void dropped(String database) {
        lines.dropped(database);
    }

    @Override
    public synchronized void adopted(ForeignHistory foreign) {
        eraseBar();
        lines.adopted(foreign);
    }

    @Override
    public synchronized void runFinished(Report report) {
        if (clock != null) {
            clock.interrupt();
        }
        if (step != null) {
            erase();
            step = null;
        }
    }

    private void tick() {
        try {
            while (true) {
                Thread.sleep(PAUSE_MILLIS);
                draw();
            }
        } catch (InterruptedException finished) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void draw() {
        Step current = step;
        if (current == null) {
            return;
        }
        String text = bar(current.database()) + "  " + Texts.version(current.id()) + " " + current.name()
                + (statements > 1 && statement > 0 ? ", statement " + statement + " of " + statements : "") + ", "
                + since(stepBegan) + (details == null ? "" : ", " + details);
        out.print(ERASE + WITHOUT_WRAPPING + text + WRAPPING);
        out.flush();
    }

    /** If there is one. */
    private void eraseBar() {
        if (step != null) {
            erase();
        }
    }

    private void erase() {
        out.print(ERASE);
    }

    private String bar(String database) {
        int total = Math.max(1, total());
        double within = statements == 0 || statement == 0 ? 0 : (statement - 1.0) / statements;
        int filled = (int) Math.min(WIDTH, WIDTH * (done + within) / total);
        return lines.database(database) + "[" + "=".repeat(filled) + " ".repeat(WIDTH - filled) + "]  " + done + " of "
                + total;
    }

    private int total() {
        Step current = step;
        return current == null
                ? 0
                : (int) due.stream()
                        .filter(one -> one.database().equals(current.database()))
                        .count();
    }

    private static String since(long began) {
        return Texts.duration(Duration.ofNanos(System.nanoTime() - began));
    }
}
