package dev.tandem.migration.boot.autoconfigure;

import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.Failure;
import dev.tandem.migration.boot.MigrationProperties.Embedded;
import dev.tandem.migration.embedded.EmbeddedDatabases;
import dev.tandem.migration.embedded.EmbeddedDatabasesException;
import dev.tandem.migration.embedded.EmbeddedSettings;
import java.nio.file.Path;
import java.util.Map;

/** The only class that touches migration-embedded, which need not be on the class path. */
final class RunningDatabases {
    private final EmbeddedDatabases databases;

    private RunningDatabases(EmbeddedDatabases databases) {
        this.databases = databases;
    }

    static RunningDatabases attachOrStart(Embedded embedded) {
        EmbeddedSettings defaults = EmbeddedSettings.defaults();
        Integer postgresPort = embedded.postgresPort();
        Integer clickhousePort = embedded.clickhousePort();
        EmbeddedSettings settings = defaults.withDirectory(Path.of(embedded.directory()))
                .withPorts(
                        postgresPort != null ? postgresPort : defaults.postgresPort(),
                        clickhousePort != null ? clickhousePort : defaults.clickhousePort())
                .withPostgresVersion(embedded.postgresVersion());
        try {
            RunningDatabases running = new RunningDatabases(EmbeddedDatabases.attachOrStart(settings));
            running.tell(settings);
            return running;
        } catch (EmbeddedDatabasesException e) {
            // its message says what to do, and one family of failures is enough for whoever reports them
            throw new DatabaseUnreachableException(Failure.of(null, String.valueOf(e.getMessage()), null), e);
        }
    }

    /** On standard error, for nothing logs that early, and on the command line nothing does at all. */
    private void tell(EmbeddedSettings settings) {
        System.err.println(
                databases.attached()
                        ? "Using the embedded databases that run in " + settings.directory() + "."
                        : "Using temporary databases, which end with this process and keep nothing:\n  postgres   "
                                + databases.postgres().jdbcUrl() + "\n  clickhouse "
                                + databases.clickhouse().jdbcUrl());
    }

    /** As properties. A user who was configured for another server is taken back: only the embedded one exists here. */
    Map<String, Object> postgres() {
        return Map.of(
                "spring.datasource.url", databases.postgres().jdbcUrl(),
                "spring.datasource.username", databases.postgres().username(),
                "spring.datasource.password", databases.postgres().password(),
                "tandem.databases.postgres.username", "",
                "tandem.databases.postgres.password", "");
    }

    /** The same of ClickHouse. */
    Map<String, Object> clickhouse() {
        return Map.of(
                "tandem.databases.clickhouse.url", databases.clickhouse().jdbcUrl(),
                "tandem.databases.clickhouse.username", databases.clickhouse().username(),
                "tandem.databases.clickhouse.password", databases.clickhouse().password());
    }

    void close() {
        databases.close();
    }
}
