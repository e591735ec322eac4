package dev.tandem.migration.startertests.others;

import dev.tandem.migration.Deadline;
import dev.tandem.migration.Direction;
import dev.tandem.migration.Effects;
import dev.tandem.migration.History;
import dev.tandem.migration.MigrationId;
import dev.tandem.migration.Step;
import dev.tandem.migration.sql.GuestSession;
import dev.tandem.migration.sql.SqlDatabase;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.internal.exception.FlywayMigrateException;
import org.jspecify.annotations.Nullable;

/** Flyway, for one run. */
final class FlywaySession extends GuestSession {
    private final String folder;

    FlywaySession(FlywayModule module, SqlDatabase server, String folder, String runId, Deadline deadline) {
        super(module, server, runId, deadline);
        this.folder = folder;
    }

    private FluentConfiguration flyway() {
        return Flyway.configure()
                .dataSource(dataSource())
                .locations("classpath:" + folder)
                // The application has tables of its own in the same schema.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                // Tandem has compared the checksums before anything was begun.
                .validateOnMigrate(false);
    }

    List<MigrationInfo> info() {
        return asking(() -> List.of(flyway().load().info().all()));
    }

    @Override
    public History history() {
        TreeMap<MigrationId, History.Entry> entries = new TreeMap<>();
        for (MigrationInfo info : info()) {
            if (info.getInstalledRank() != null && info.getState() != MigrationState.BASELINE) {
                entries.put(FlywayModule.id(info), entry(info));
            }
        }
        long head =
                entries.values().stream().mapToLong(History.Entry::seq).max().orElse(0);
        return new History(head, 0, entries);
    }

    private static History.Entry entry(MigrationInfo info) {
        String checksum = String.valueOf(info.getAppliedChecksum());
        return new History.Entry(
                FlywayModule.id(info),
                FlywayModule.name(info),
                checksum,
                info.getState().isFailed()
                        ? new History.Stopped(Direction.UP, List.of(), Effects.UNKNOWN)
                        : new History.Applied(checksum),
                info.getInstalledRank(),
                info.getInstalledOn().toInstant(),
                Duration.ofMillis(info.getExecutionTime()),
                info.getInstalledBy(),
                "unknown",
                false,
                null);
    }

    /** Flyway runs repeatable migrations behind any target: they are for the steps behind all versions. */
    @Override
    protected void execute(Step step) {
        FluentConfiguration flyway = flyway();
        if (step.version() != null) {
            flyway.target(step.version().toString()).repeatableSqlMigrationPrefix("not-now-");
        }
        flyway.load().migrate();
    }

    @Override
    protected @Nullable Integer line(Exception problem) {
        return problem instanceof FlywayMigrateException failed && failed.getLineNumber() > 0
                ? failed.getLineNumber()
                : null;
    }
}
