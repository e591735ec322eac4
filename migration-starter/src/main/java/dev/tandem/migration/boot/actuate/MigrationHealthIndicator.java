package dev.tandem.migration.boot.actuate;

import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.Failure;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.MigrationStatus;
import dev.tandem.migration.Obstacle;
import dev.tandem.migration.boot.MigrationMonitor;
import dev.tandem.migration.boot.MigrationMonitor.Running;
import dev.tandem.migration.boot.MigrationMonitor.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Health of one database's migrations, as remembered; a probe asks no database. Down when a run failed or a migration is
 * dirty, out of service while the migration at start-up is going on in the background; pending ones are only counted, for an application may be rolled out before its migrations, and what else keeps
 * an {@code up} from working is told beside it.
 */
final class MigrationHealthIndicator implements HealthIndicator {
    private final String database;
    private final MigrationMonitor monitor;

    MigrationHealthIndicator(String database, MigrationMonitor monitor) {
        this.database = database;
        this.monitor = monitor;
    }

    @Override
    public Health health() {
        State state = monitor.state(database);
        return state == null ? Health.unknown().build() : health(state.status(), state);
    }

    private static Health health(DatabaseStatus status, State state) {
        Health.Builder health = new Health.Builder();
        Obstacle obstacle = status.obstacle();
        if (state.starting()) {
            health.outOfService();
        } else if (state.failure() != null) {
            failed(health.down(), state.failure());
        } else if (obstacle != null && obstacle.kind() == Obstacle.Kind.DIRTY) {
            health.down();
        } else if (status.error() == null) {
            health.up();
        } else {
            // it did not answer, or was not asked; whether it does now is for others to say
            health.unknown();
        }
        if (state.running() != null) {
            running(health, state.running());
        }
        if (state.starting()) {
            health.withDetail("reason", "The migration at start-up is not done yet");
        } else if (obstacle != null) {
            health.withDetail("obstacle", obstacle.kind().name().toLowerCase(Locale.ROOT))
                    .withDetail("reason", obstacle.failure().message());
        } else if (status.error() != null) {
            health.withDetail("reason", status.error());
        }
        if (status.error() != null) {
            return health.build();
        }
        if (state.readAt() != null) {
            Duration age = Duration.between(state.readAt(), Instant.now());
            health.withDetail("readAt", state.readAt().toString()).withDetail("ageSeconds", age.toSeconds());
        }
        Long current = status.current();
        if (current != null) {
            health.withDetail("current", current);
        }
        health.withDetail("pending", status.pending());
        status.migrations().stream()
                .filter(migration -> migration.state() == MigrationState.DIRTY)
                .findFirst()
                .map(MigrationStatus::version)
                .ifPresent(version -> health.withDetail("dirty", version));
        return health.build();
    }

    private static void running(Health.Builder health, Running running) {
        health.withDetail("running", running.step().title()).withDetail("statement", running.statement());
    }

    private static Health.Builder failed(Health.Builder health, Failure failure) {
        Long version = failure.version();
        if (version != null) {
            health.withDetail("failed", version);
        }
        return health.withDetail("error", failure.message());
    }
}
