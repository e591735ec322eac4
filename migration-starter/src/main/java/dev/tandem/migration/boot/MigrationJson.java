package dev.tandem.migration.boot;

import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.Failure;
import dev.tandem.migration.LockStatus;
import dev.tandem.migration.MigrationId;
import dev.tandem.migration.MigrationStatus;
import dev.tandem.migration.Obstacle;
import dev.tandem.migration.Report;
import dev.tandem.migration.Step;
import dev.tandem.migration.StepResult;
import dev.tandem.migration.boot.MigrationMonitor.FinishedRun;
import dev.tandem.migration.boot.MigrationMonitor.Running;
import dev.tandem.migration.boot.MigrationMonitor.State;
import dev.tandem.migration.seed.SeedReport;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.json.JsonWriter;

/**
 * The one shape in which Tandem speaks JSON, from the endpoint and on the command line alike: maps and lists of plain
 * values, with keys in a fixed order. Left out where there is none are {@code error} of a database or a migration,
 * {@code obstacle} of a database, and {@code outOfOrder} and {@code repeatable} of a migration.
 */
public final class MigrationJson {
    private static final JsonWriter<Map<String, @Nullable Object>> WRITER = JsonWriter.standard();

    private MigrationJson() {}

    /** Databases as they were just read; nothing is known of runs. */
    public static Map<String, @Nullable Object> status(List<DatabaseStatus> databases) {
        return remembered(databases.stream().map(State::new).toList());
    }

    /** Databases as a monitor remembers them. */
    public static Map<String, @Nullable Object> remembered(List<State> databases) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("databases", databases.stream().map(MigrationJson::database).toList());
        return json;
    }

    /** One database as a monitor remembers it: an element of {@link #remembered}. */
    public static Map<String, @Nullable Object> database(State state) {
        DatabaseStatus status = state.status();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", status.name());
        json.put("kind", status.kind());
        json.put("reachable", status.reachable());
        if (status.error() != null) {
            json.put("error", status.error());
        }
        if (status.obstacle() != null) {
            json.put("obstacle", obstacle(status.obstacle()));
        }
        json.put("current", status.current());
        json.put("pending", status.pending());
        json.put("dirty", status.dirty());
        json.put(
                "migrations",
                status.migrations().stream()
                        .map(migration -> migration(status, migration))
                        .toList());
        json.put("lock", lock(status.lock()));
        json.put("running", running(state.running()));
        json.put("runs", state.runs().stream().map(MigrationJson::run).toList());
        return json;
    }

    /** What a run did. */
    public static Map<String, @Nullable Object> outcome(Report report) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("outcome", text(report.outcome()));
        json.put("runId", report.runId().isEmpty() ? null : report.runId());
        json.put("steps", report.steps().stream().map(MigrationJson::step).toList());
        json.put("dropped", report.dropped());
        json.put("error", error(report.failure()));
        return json;
    }

    /** What became of the rows of seed files. */
    public static Map<String, @Nullable Object> seed(SeedReport report) {
        String outcome = report.dryRun() || report.rows() == 0 ? "nothing" : "done";
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("outcome", outcome);
        json.put("runId", report.runId());
        json.put("dryRun", report.dryRun());
        json.put("tables", report.tables().stream().map(MigrationJson::table).toList());
        json.put("error", null);
        return json;
    }

    /** That seeding failed; where, as the file of its error says. */
    public static Map<String, @Nullable Object> seed(Failure failure) {
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        error.put("database", failure.database());
        error.put("file", failure.location());
        error.put("line", failure.line());
        error.put("message", failure.message());
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("outcome", "failed");
        json.put("runId", null);
        json.put("dryRun", false);
        json.put("tables", List.of());
        json.put("error", error);
        return json;
    }

    private static Map<String, @Nullable Object> table(SeedReport.Table table) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("database", table.database());
        json.put("table", table.table());
        json.put("rows", table.rows());
        json.put("inserted", table.inserted());
        json.put("updated", table.updated());
        json.put("unchanged", table.unchanged());
        return json;
    }

    /** Writes it on one line, with a line end. */
    public static void write(Map<String, @Nullable Object> json, Appendable out) throws IOException {
        WRITER.withNewLineAtEnd().write(json, out);
    }

    private static Map<String, @Nullable Object> migration(DatabaseStatus status, MigrationStatus migration) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        identify(json, migration.id());
        json.put("name", migration.name());
        json.put("state", text(migration.state()));
        if (status.isOutOfOrder(migration)) {
            json.put("outOfOrder", true);
        }
        json.put("appliedAt", text(migration.appliedAt()));
        json.put(
                "durationMs",
                migration.duration() == null ? null : migration.duration().toMillis());
        json.put("hasDown", migration.hasDown());
        if (migration.error() != null) {
            json.put("error", migration.error());
        }
        return json;
    }

    private static Map<String, @Nullable Object> obstacle(Obstacle obstacle) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("kind", text(obstacle.kind()));
        identify(json, obstacle.failure().migration());
        json.put("file", obstacle.failure().location());
        json.put("line", obstacle.failure().line());
        json.put("message", obstacle.failure().message());
        json.put("action", obstacle.failure().action());
        return json;
    }

    static Map<String, @Nullable Object> lock(LockStatus lock) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("kind", lock.kind());
        json.put("holder", lock.holder());
        json.put("since", text(lock.since()));
        if (lock.unseen() != null) {
            json.put("unseen", lock.unseen());
        }
        return json;
    }

    private static @Nullable Map<String, @Nullable Object> running(@Nullable Running running) {
        if (running == null) {
            return null;
        }
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        identify(json, running.step().id());
        json.put("name", running.step().name());
        direction(json, running.step());
        json.put("statement", running.statement());
        json.put("since", text(running.since()));
        return json;
    }

    private static Map<String, @Nullable Object> run(FinishedRun run) {
        Map<String, @Nullable Object> json = outcome(run.report());
        json.put("finishedAt", text(run.at()));
        return json;
    }

    private static Map<String, @Nullable Object> step(StepResult result) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("database", result.step().database());
        identify(json, result.step().id());
        json.put("name", result.step().name());
        direction(json, result.step());
        json.put("outcome", text(result.outcome()));
        json.put("durationMs", result.duration().toMillis());
        return json;
    }

    /** Which migration it is, as far as its name does not tell. */
    static void identify(Map<String, @Nullable Object> json, @Nullable MigrationId migration) {
        json.put("version", migration == null ? null : migration.version());
        if (migration != null && migration.isRepeatable()) {
            json.put("repeatable", true);
        }
    }

    /** Where a step leads; one that only writes into the history says what it is, too. */
    private static void direction(Map<String, @Nullable Object> json, Step step) {
        json.put("direction", text(step.direction()));
        if (step.recordsOnly()) {
            json.put("action", text(step.action()));
        }
    }

    private static @Nullable Map<String, @Nullable Object> error(@Nullable Failure failure) {
        if (failure == null) {
            return null;
        }
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("database", failure.database());
        identify(json, failure.migration());
        json.put("file", failure.location());
        json.put("statement", failure.statement());
        json.put("line", failure.line());
        json.put("sql", failure.sql());
        json.put("message", failure.message());
        json.put("advice", failure.action());
        return json;
    }

    static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
