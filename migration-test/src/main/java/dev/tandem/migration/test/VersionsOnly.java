package dev.tandem.migration.test;

import dev.tandem.migration.DatabaseKind;
import dev.tandem.migration.Deadline;
import dev.tandem.migration.Migration;
import dev.tandem.migration.MigrationDatabase;
import dev.tandem.migration.MigrationId;
import dev.tandem.migration.MigrationSession;
import java.util.List;
import java.util.Set;

/** A database without its repeatable migrations, and without what runs always. */
record VersionsOnly(MigrationDatabase database) implements MigrationDatabase {

    @Override
    public String name() {
        return database.name();
    }

    @Override
    public DatabaseKind kind() {
        return database.kind();
    }

    @Override
    public String lockKind() {
        return database.lockKind();
    }

    @Override
    public int order() {
        return database.order();
    }

    @Override
    public boolean allowsOutOfOrder() {
        return database.allowsOutOfOrder();
    }

    @Override
    public boolean isOneTransaction() {
        return database.isOneTransaction();
    }

    @Override
    public Set<MigrationId> alwaysRun() {
        return Set.of();
    }

    @Override
    public List<Migration> migrations() {
        return database.migrations().stream()
                .filter(migration -> !migration.id().isRepeatable())
                .toList();
    }

    @Override
    public MigrationSession connect(String runId, Deadline deadline) {
        return database.connect(runId, deadline);
    }
}
