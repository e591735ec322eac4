package dev.tandem.migration.boot.actuate;

import dev.tandem.migration.boot.MigrationJson;
import dev.tandem.migration.boot.MigrationMonitor;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * Endpoint {@code migrations}: where the databases stand, as it was read last. It only reads: a blanket setting of
 * Boot's grants access to write operations that nobody meant to open.
 */
@Endpoint(id = "migrations")
public final class MigrationsEndpoint {
    private final MigrationMonitor monitor;

    MigrationsEndpoint(MigrationMonitor monitor) {
        this.monitor = monitor;
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
}
