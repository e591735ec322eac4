package dev.tandem.migration.boot;

import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.Failure;
import dev.tandem.migration.LockStatus;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Report;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.Step;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what is known of the databases, so that a probe or an endpoint never has to ask them. It hears of it as a
 * listener of the manager, and is told what was read outside a run.
 */
public final class MigrationMonitor implements MigrationListener {
    private static final int REMEMBERED_RUNS = 10;
    private static final String UNKNOWN = "unknown";

    private final Clock clock;
    private final Map<String, DatabaseStatus> statuses = new LinkedHashMap<>();
    private final Map<String, Instant> readAt = new HashMap<>();
    private final Map<String, Failure> failures = new LinkedHashMap<>();
    private final Deque<FinishedRun> runs = new ArrayDeque<>();
    private @Nullable Running running;
    private boolean starting;

    /** With nothing remembered yet. */
    public MigrationMonitor() {
        this(Clock.systemUTC());
    }

    MigrationMonitor(Clock clock) {
        this.clock = clock;
    }

    /**
     * What is known of one database.
     *
     * @param status as it was read last
     * @param failure what the latest run failed with, {@code null} after a good one
     * @param running what a run of this process is doing there now
     * @param runs the latest runs of this process that concerned it, newest first
     * @param readAt when it was read last, {@code null} when it was not
     * @param starting whether the migration, or the check, at start-up is still going on
     */
    public record State(
            DatabaseStatus status,
            @Nullable Failure failure,
            @Nullable Running running,
            List<FinishedRun> runs,
            @Nullable Instant readAt,
            boolean starting) {

        /** One that was just read, of which nothing is remembered. */
        public State(DatabaseStatus status) {
            this(status, null, null, List.of(), null, false);
        }
    }

    /**
     * What a run is doing.
     *
     * @param step the migration
     * @param statement number of the statement that was sent last, 0 before the first
     * @param since when the migration was begun
     */
    public record Running(Step step, int statement, Instant since) {}

    /**
     * A run that is over.
     *
     * @param report what it did
     * @param at when it ended
     */
    public record FinishedRun(Report report, Instant at) {}

    /** The databases that are known of, in the order in which they are worked on. */
    public synchronized List<String> databases() {
        return List.copyOf(statuses.keySet());
    }

    /** Everything known, in the order in which the databases are worked on. */
    public synchronized List<State> states() {
        return statuses.values().stream().map(this::state).toList();
    }

    /** What is known of one database, {@code null} when there is none of that name. */
    public synchronized @Nullable State state(String database) {
        DatabaseStatus status = statuses.get(database);
        return status == null ? null : state(status);
    }

    /** Takes in that these databases are there but were not read, and why, so that they are shown as such. */
    public synchronized void unread(List<String> databases, String reason) {
        databases.forEach(name -> statuses.put(
                name,
                new DatabaseStatus(
                        name, UNKNOWN, false, null, List.of(), new LockStatus(UNKNOWN, null, null), reason)));
    }

    /** The migration, or the check, at start-up begins. */
    public synchronized void starting() {
        starting = true;
    }

    /** The migration, or the check, at start-up is over, however it ended. */
    public synchronized void started() {
        starting = false;
    }

    /** Takes in what was read from the databases outside a run. */
    public synchronized void remember(List<DatabaseStatus> read) {
        Instant now = clock.instant();
        read.forEach(status -> {
            statuses.put(status.name(), status);
            readAt.put(status.name(), now);
        });
    }

    /** Takes in a failure that no run reports: of a check, or before a run could begin. */
    public synchronized void failed(Failure failure) {
        String database = failure.database();
        if (database != null) {
            failures.put(database, failure);
        } else {
            statuses.keySet().forEach(name -> failures.put(name, failure));
        }
    }

    @Override
    public synchronized void stepStarted(Step step, Script script) {
        running = new Running(step, 0, clock.instant());
    }

    @Override
    public synchronized void statementStarted(Step step, SqlStatement statement) {
        if (running != null) {
            running = new Running(step, statement.number(), running.since());
        }
    }

    @Override
    public synchronized void stepCompleted(Step step, Duration duration) {
        running = null;
    }

    @Override
    public synchronized void stepFailed(Step step, Failure failure, Duration duration) {
        running = null;
    }

    /** Hears of the end of a run; a second time of the same one changes nothing. */
    @Override
    public synchronized void runFinished(Report report) {
        if (runs.stream().anyMatch(run -> run.report().runId().equals(report.runId()))) {
            return;
        }
        running = null;
        remember(report.databases());
        report.databases().forEach(status -> failures.remove(status.name()));
        if (report.failure() != null) {
            failed(report.failure());
        }
        runs.addFirst(new FinishedRun(report, clock.instant()));
        if (runs.size() > REMEMBERED_RUNS) {
            runs.removeLast();
        }
    }

    private State state(DatabaseStatus status) {
        String name = status.name();
        return new State(
                status,
                failures.get(name),
                running != null && running.step().database().equals(name) ? running : null,
                runs.stream().filter(run -> concerns(run.report(), name)).toList(),
                readAt.get(name),
                starting);
    }

    private static boolean concerns(Report report, String database) {
        return report.steps().stream()
                        .anyMatch(result -> result.step().database().equals(database))
                || report.dropped().contains(database)
                || (report.failure() != null
                        && (report.failure().database() == null
                                || Objects.equals(report.failure().database(), database)));
    }
}
