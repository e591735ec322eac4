package dev.tandem.migration.boot.actuate;

import dev.tandem.migration.DatabaseInfo;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.boot.MigrationJson;
import dev.tandem.migration.boot.MigrationMonitor;
import dev.tandem.migration.boot.ToolJson;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * Endpoint {@code migrations}: where the databases stand, as it was read last, and the runs of this process. What the history
 * has of runs is read when somebody asks for that. It only reads: a blanket setting of Boot's grants access to write operations
 * that nobody meant to open.
 */
@Endpoint(id = "migrations")
public final class MigrationsEndpoint {
    private static final String RUNS = "runs";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final MigrationMonitor monitor;
    private final MigrationManager manager;

    MigrationsEndpoint(MigrationMonitor monitor, MigrationManager manager) {
        this.monitor = monitor;
        this.manager = manager;
    }

    /** All databases. */
    @ReadOperation
    public Map<String, @Nullable Object> migrations() {
        return MigrationJson.remembered(monitor.states());
    }

    /** One database; {@code null}, which becomes a 404, when there is none of that name. */
    @ReadOperation
    public @Nullable Map<String, @Nullable Object> database(@Selector String database) {
        MigrationMonitor.State state = monitor.state(database);
        return state == null ? null : MigrationJson.database(state);
    }

    /**
     * The latest runs of all processes, as the history of one database has them; {@code null}, which becomes a 404, when there
     * is no such database, or when it is not runs that are asked for.
     */
    @ReadOperation
    public @Nullable Map<String, @Nullable Object> runs(@Selector String database, @Selector String what) {
        if (!what.equals(RUNS) || !manager.databases().contains(database)) {
            return null;
        }
        return manager.only(List.of(database)).within(PATIENCE).info().stream()
                .map(DatabaseInfo::runs)
                .map(ToolJson::runs)
                .findFirst()
                .orElseThrow();
    }
}
