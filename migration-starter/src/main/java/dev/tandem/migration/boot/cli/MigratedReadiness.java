package dev.tandem.migration.boot.cli;

import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.MigrationState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Nothing is pending in any database: every migration is applied as its file is, or of a newer application. */
final class MigratedReadiness implements Readiness {
    private final Map<String, String> waiting = new LinkedHashMap<>();
    private List<DatabaseStatus> statuses = List.of();

    @Override
    public void look(MigrationManager manager) {
        statuses = manager.status();
        waiting.clear();
        for (DatabaseStatus status : statuses) {
            int ready = status.count(MigrationState.APPLIED) + status.count(MigrationState.FUTURE);
            if (!status.reachable()) {
                waiting.put(status.name(), Objects.requireNonNullElse(status.error(), "It cannot be reached."));
            } else if (ready < status.migrations().size()) {
                waiting.put(status.name(), StatusText.heading(status));
            }
        }
    }

    @Override
    public Map<String, String> waiting() {
        return waiting;
    }

    /** Pending is no more than late. */
    @Override
    public int exitCode() {
        int code = ExitCode.of(statuses, true);
        return code == ExitCode.PENDING || code == ExitCode.DONE ? ExitCode.TIME : code;
    }
}
