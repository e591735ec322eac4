package dev.tandem.migration.boot.cli;

import dev.tandem.migration.Failure;
import dev.tandem.migration.MigrationManager;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Every database lets us in. */
final class ReachedReadiness implements Readiness {
    private final Map<String, String> waiting = new LinkedHashMap<>();

    @Override
    public void look(MigrationManager manager) {
        waiting.clear();
        for (Failure failure : manager.unreachable()) {
            waiting.put(Objects.requireNonNull(failure.database()), failure.message());
        }
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
