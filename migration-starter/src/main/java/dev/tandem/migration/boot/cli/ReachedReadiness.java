package dev.tandem.migration.boot.cli;

import dev.tandem.migration.Failure;
import dev.tandem.migration.MigrationManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Every database lets us in. */
final class ReachedReadiness implements Readiness {
    private Map<String, String> waiting;

    ReachedReadiness(List<String> databases) {
        waiting = Readiness.unknown(databases);
    }

    @Override
    public void look(MigrationManager manager) {
        Map<String, String> found = new LinkedHashMap<>();
        for (Failure failure : manager.unreachable()) {
            found.put(Objects.requireNonNull(failure.database()), failure.message());
        }
        waiting = found;
    }

    @Override
    public Map<String, String> waiting() {
        return waiting;
    }

    @Override
    public int exitCode() {
        return ExitCode.UNREACHABLE;
    }
}
