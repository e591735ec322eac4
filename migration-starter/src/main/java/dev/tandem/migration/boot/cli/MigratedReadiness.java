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
    private Map<String, String> waiting;
    private List<DatabaseStatus> statuses = List.of();

    MigratedReadiness(List<String> databases) {
        waiting = Readiness.unknown(databases);
    }

    @Override
    public void look(MigrationManager manager) {
        statuses = manager.status();
        Map<String, String> found = new LinkedHashMap<>();
        for (DatabaseStatus status : statuses) {
            int ready = status.count(MigrationState.APPLIED) + status.count(MigrationState.FUTURE);
            if (!status.reachable()) {
                found.put(status.name(), Objects.requireNonNullElse(status.error(), "It cannot be reached."));
            } else if (ready < status.migrations().size()) {
                found.put(status.name(), StatusText.heading(status));
            }
        }
        waiting = found;
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
