package dev.tandem.migration.boot;

import dev.tandem.migration.CreatedMigration;
import dev.tandem.migration.DatabaseInfo;
import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.Failure;
import dev.tandem.migration.Finding;
import dev.tandem.migration.Finding.Severity;
import dev.tandem.migration.PastRun;
import dev.tandem.migration.ServerInfo;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The shapes of {@link MigrationJson} that only the command line has. */
public final class ToolJson {
    private ToolJson() {}

    /** Migrations that were begun. */
    public static Map<String, @Nullable Object> created(List<CreatedMigration> migrations) {
        return list("created", migrations, migration -> {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("database", migration.database());
            json.put("version", migration.version());
            json.put("name", migration.name());
            json.put("files", migration.files().stream().map(Path::toString).toList());
            return json;
        });
    }

    /** What was found to be wrong. */
    public static Map<String, @Nullable Object> findings(List<Finding> findings) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("valid", findings.stream().noneMatch(finding -> finding.severity() == Severity.ERROR));
        json.putAll(list("findings", findings, ToolJson::finding));
        return json;
    }

    /** Where databases stand, in short. */
    public static Map<String, @Nullable Object> versions(List<DatabaseStatus> databases) {
        return list("databases", databases, ToolJson::version);
    }

    /**
     * Whether what was waited for has come.
     *
     * @param waiting databases that do not answer or are not migrated, and why, by name
     */
    public static Map<String, @Nullable Object> ready(List<String> databases, Map<String, String> waiting) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("ready", waiting.isEmpty());
        json.putAll(list("databases", databases, name -> {
            Map<String, @Nullable Object> database = new LinkedHashMap<>();
            database.put("name", name);
            database.put("ready", !waiting.containsKey(name));
            database.put("reason", waiting.get(name));
            return database;
        }));
        return json;
    }

    /** Everything that is known. */
    public static Map<String, @Nullable Object> info(
            List<DatabaseInfo> databases, EffectiveConfiguration configuration) {
        Map<String, @Nullable Object> json = list(
                "databases",
                databases,
                info -> database(info, configuration.database(info.status().name())));
        json.put("configuration", configuration.general());
        return json;
    }

    /** The latest runs that the history of a database has. */
    public static Map<String, @Nullable Object> runs(List<PastRun> runs) {
        return list("runs", runs, ToolJson::run);
    }

    private static Map<String, @Nullable Object> database(DatabaseInfo info, Map<String, String> configuration) {
        Map<String, @Nullable Object> json = version(info.status());
        json.put("kind", info.status().kind());
        json.put("server", server(info.server()));
        json.put("lock", MigrationJson.lock(info.status().lock()));
        json.put("estimatedMs", info.estimate() == null ? null : info.estimate().toMillis());
        json.putAll(runs(info.runs()));
        json.put("configuration", configuration);
        return json;
    }

    private static @Nullable Map<String, @Nullable Object> server(@Nullable ServerInfo server) {
        if (server == null) {
            return null;
        }
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("version", server.version());
        json.put("roundTripMs", server.roundTrip().toNanos() / 1_000_000.0);
        json.put("sizeBytes", server.sizeBytes());
        json.put("missingRights", server.missingRights());
        json.put("historyTable", server.historyTable());
        json.put("historyExists", server.historyExists());
        json.put("historyEngine", server.historyEngine());
        return json;
    }

    private static Map<String, @Nullable Object> run(PastRun run) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("runId", run.runId());
        json.put("by", run.by());
        json.put("from", MigrationJson.text(run.from()));
        json.put("to", MigrationJson.text(run.to()));
        json.put("applied", run.applied());
        json.put("reverted", run.reverted());
        json.put("failed", run.failed());
        return json;
    }

    private static Map<String, @Nullable Object> version(DatabaseStatus status) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", status.name());
        json.put("reachable", status.reachable());
        if (status.error() != null) {
            json.put("error", status.error());
        }
        json.put("current", status.current());
        json.put("pending", status.pending());
        json.put("dirty", status.dirty());
        return json;
    }

    private static Map<String, @Nullable Object> finding(Finding finding) {
        Failure failure = finding.failure();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("severity", MigrationJson.text(finding.severity()));
        json.put("database", failure.database());
        MigrationJson.identify(json, failure.migration());
        json.put("file", failure.location());
        json.put("line", failure.line());
        json.put("statement", failure.statement());
        json.put("message", failure.message());
        json.put("action", failure.action());
        return json;
    }

    private static <T> Map<String, @Nullable Object> list(
            String name, List<T> elements, Function<T, Map<String, @Nullable Object>> shape) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put(name, elements.stream().map(shape).toList());
        return json;
    }
}
