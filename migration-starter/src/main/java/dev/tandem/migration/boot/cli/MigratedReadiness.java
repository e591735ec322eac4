package dev.tandem.migration.boot.cli;

import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.Obstacle;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Nothing is pending in any database: every migration is applied as its file is, or of a newer application. */
final class MigratedReadiness implements Readiness {
    private Map<String, String> waiting;
    private List<DatabaseStatus> statuses = List.of();

    MigratedReadiness(List<String> databases) {
        waiting = Readiness.unknown(databases);
    }

    @Override
    public void look(MigrationManager manager) {
        statuses = manager.status().stream().map(this::known).toList();
        Map<String, String> found = new LinkedHashMap<>();
        for (DatabaseStatus status : statuses) {
            int ready = status.count(MigrationState.APPLIED) + status.count(MigrationState.FUTURE);
            if (status.error() != null) {
                // Also where the server answers: of what could not be read nobody knows that nothing is pending.
                found.put(status.name(), status.error());
            } else if (ready < status.migrations().size()) {
                found.put(status.name(), StatusText.heading(status));
            }
        }
        waiting = found;
    }

    /** A look for which there was not time enough says less than the one before it. */
    private DatabaseStatus known(DatabaseStatus now) {
        if (now.obstacle() == null || now.obstacle().kind() != Obstacle.Kind.TIME) {
            return now;
        }
        return statuses.stream()
                .filter(before -> before.name().equals(now.name()))
                .findFirst()
                .orElse(now);
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
