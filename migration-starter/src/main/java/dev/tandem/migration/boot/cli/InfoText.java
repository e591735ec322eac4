package dev.tandem.migration.boot.cli;

import dev.tandem.migration.DatabaseInfo;
import dev.tandem.migration.LockStatus;
import dev.tandem.migration.PastRun;
import dev.tandem.migration.ServerInfo;
import dev.tandem.migration.boot.EffectiveConfiguration;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What {@code info} shows to people. */
record InfoText(Output output, EffectiveConfiguration configuration) {

    void print(List<DatabaseInfo> databases) {
        for (DatabaseInfo info : databases) {
            print(info);
            output.text("");
        }
        output.text(output.style().bold("configuration (tandem.…)"));
        Table table = new Table();
        configuration.general().forEach(table::add);
        table.lines("  ").forEach(output::text);
    }

    private void print(DatabaseInfo info) {
        String name = info.status().name();
        Table table = new Table();
        if (info.status().error() == null) {
            output.text(output.style().bold(StatusText.heading(info.status())));
            table.add("lock", lock(info.status().lock()));
            if (info.server() != null) {
                add(table, info.server());
            }
            table.add("pending", pending(info));
        } else {
            output.text(output.style().bad(name + " (" + info.status().kind() + ") cannot be read"));
            output.error(name + ": " + info.status().error());
        }
        info.runs().forEach(run -> table.add("run " + run.runId(), run(run)));
        table.lines("  ").forEach(output::text);
        output.text("  configuration (tandem.databases." + name + ".…)");
        Table settings = new Table();
        configuration.database(name).forEach(settings::add);
        settings.lines("    ").forEach(output::text);
    }

    private static void add(Table table, ServerInfo server) {
        table.add("server", server.version() + ", answers in " + millis(server.roundTrip()));
        table.add("size", server.sizeBytes() == null ? "not known" : size(server.sizeBytes()));
        String engine = server.historyEngine() == null ? "" : ", engine " + server.historyEngine();
        table.add("history", server.historyTable() + (server.historyExists() ? engine : ", not there yet"));
        table.add("missing rights", rights(server.missingRights()));
    }

    private static String rights(@Nullable List<String> missing) {
        if (missing == null) {
            return "not known: the server does not tell";
        }
        return missing.isEmpty() ? "none" : String.join("; ", missing);
    }

    private static String lock(LockStatus lock) {
        if (lock.unseen() != null) {
            return lock.kind() + ", cannot be seen: " + lock.unseen();
        }
        if (lock.holder() == null) {
            return lock.kind() + ", free";
        }
        Instant since = lock.since();
        return lock.kind() + ", held by " + lock.holder()
                + (since == null ? "" : ", since " + Texts.time(since, ZoneId.systemDefault()));
    }

    private static String pending(DatabaseInfo info) {
        Duration estimate = info.estimate();
        return info.status().pending() == 0 || estimate == null
                ? String.valueOf(info.status().pending())
                : info.status().pending() + ", about " + Texts.duration(estimate)
                        + " if they take as long as those before";
    }

    private static String run(PastRun run) {
        List<String> deeds = new ArrayList<>();
        add(deeds, run.applied(), "applied");
        add(deeds, run.reverted(), "taken back");
        add(deeds, run.failed(), "failed");
        return Texts.time(run.from(), ZoneId.systemDefault()) + " by " + run.by() + ": " + String.join(", ", deeds);
    }

    private static void add(List<String> deeds, int count, String what) {
        if (count > 0) {
            deeds.add(count + " " + what);
        }
    }

    private static String millis(Duration time) {
        return String.format(Locale.ROOT, "%.1f ms", time.toNanos() / 1_000_000.0);
    }

    private static String size(long bytes) {
        return bytes < 1_000_000
                ? String.format(Locale.ROOT, "%.1f kB", bytes / 1_000.0)
                : bytes < 1_000_000_000
                        ? String.format(Locale.ROOT, "%.1f MB", bytes / 1_000_000.0)
                        : String.format(Locale.ROOT, "%.1f GB", bytes / 1_000_000_000.0);
    }
}
