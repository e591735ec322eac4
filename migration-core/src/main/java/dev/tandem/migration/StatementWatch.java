package dev.tandem.migration;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Tells of a statement that takes long, and what the server knows of it, on a thread of its own: the one that runs waits
 * for the server. Has no thread before a plan is begun, and none after the run.
 */
final class StatementWatch implements MigrationListener, AutoCloseable {
    /** As many as go in one request. */
    private static final int REMEMBERED = 500;
    /** Only a single statement has to fit in memory: together they are no longer than this, in characters. */
    private static final long LONGEST = 2_000_000;

    private final List<MigrationDatabase> databases;
    private final MigrationListener listener;
    private final Duration period;
    private final Deque<SqlStatement> sent = new ArrayDeque<>();
    private final Thread thread = new Thread(this::watch, "tandem-progress");
    private long length;
    private String runId = "";
    private @Nullable Step step;
    private @Nullable String told;
    private long stepBegan;
    private long lastSign;

    /**
     * Watches one run.
     *
     * @param listener hears of what takes long; never while another thread tells it something
     * @param period after which time without a sign it is told, and then again
     */
    StatementWatch(List<MigrationDatabase> databases, SafeListeners listener, Duration period) {
        this.databases = databases;
        this.listener = listener;
        this.period = period;
    }

    @Override
    public synchronized void runStarted(String id, Plan plan) {
        runId = id;
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public synchronized void stepStarted(Step begun, Script script) {
        step = begun;
        stepBegan = System.nanoTime();
        lastSign = stepBegan;
        told = null;
        sent.clear();
        length = 0;
    }

    @Override
    public synchronized void statementStarted(Step running, SqlStatement statement) {
        lastSign = System.nanoTime();
        sent.addLast(statement);
        length += statement.sql().length();
        while (sent.size() > 1 && (sent.size() > REMEMBERED || length > LONGEST)) {
            length -= sent.removeFirst().sql().length();
        }
    }

    @Override
    public synchronized void stepProgressed(Step running, String details) {
        told = details;
    }

    @Override
    public synchronized void stepCompleted(Step done, Duration duration) {
        step = null;
    }

    @Override
    public synchronized void stepFailed(Step failed, Failure failure, Duration duration) {
        step = null;
    }

    private void watch() {
        long pause = Math.max(1, period.toMillis() / 20);
        try {
            while (true) {
                Thread.sleep(pause);
                look();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        Look look = due();
        if (look != null) {
            StatementProgress progress = look.told() == null ? ask(look) : new StatementProgress(null, look.told());
            tell(look, progress == null ? new StatementProgress(null, null) : progress);
        }
    }

    /** What was going on at a moment. */
    private record Look(
            Step step,
            long sign,
            List<SqlStatement> sent,
            @Nullable String told) {}

    private synchronized @Nullable Look due() {
        Step running = step;
        if (running == null || sent.isEmpty() || System.nanoTime() - lastSign < period.toNanos()) {
            return null;
        }
        lastSign = System.nanoTime();
        return new Look(running, lastSign, List.copyOf(sent), told);
    }

    private @Nullable StatementProgress ask(Look look) {
        try {
            return databases.stream()
                                    .filter(database ->
                                            database.name().equals(look.step().database()))
                                    .findFirst()
                                    .orElseThrow()
                            instanceof ServerProgress server
                    ? server.progress(runId, look.sent())
                    : null;
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(StatementWatch.class)
                    .debug("What the server knows of the statement could not be found out", e);
            return null;
        }
    }

    private void tell(Look look, StatementProgress progress) {
        SqlStatement latest = look.sent().get(look.sent().size() - 1);
        int statement = progress.statement() == null ? latest.number() : progress.statement();
        // The lock of those who listen comes first, as where the run itself tells something.
        synchronized (listener) {
            Duration time;
            synchronized (this) {
                if (!look.step().equals(step) || lastSign != look.sign()) {
                    return;
                }
                time = Duration.ofNanos(System.nanoTime() - stepBegan);
            }
            listener.statementRunning(look.step(), statement, time, progress.details());
        }
    }

    @Override
    public synchronized void close() {
        step = null;
        thread.interrupt();
    }
}
