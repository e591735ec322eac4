package dev.tandem.migration.boot.autoconfigure;

import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.Failure;
import dev.tandem.migration.boot.MigrationProperties.Embedded;
import dev.tandem.migration.embedded.EmbeddedDatabases;
import dev.tandem.migration.embedded.EmbeddedDatabasesException;
import dev.tandem.migration.embedded.EmbeddedSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The only class that touches migration-embedded, which need not be on the class path. As a function it goes from a database's
 * name to the properties by which an application finds it.
 */
final class RunningDatabases implements Function<String, Map<String, Object>> {
    private final EmbeddedDatabases databases;

    private RunningDatabases(EmbeddedDatabases databases) {
        this.databases = databases;
    }

    /** Whether the developer's databases run. */
    static boolean areThere(Embedded embedded) {
        return found(() -> EmbeddedDatabases.attach(settings(embedded)).isPresent());
    }

    static RunningDatabases attachOrStart(Embedded embedded) {
        EmbeddedSettings settings = settings(embedded);
        RunningDatabases running = new RunningDatabases(found(() -> EmbeddedDatabases.attachOrStart(settings)));
        running.tell(settings);
        return running;
    }

    private static <T> T found(Supplier<T> search) {
        try {
            return search.get();
        } catch (EmbeddedDatabasesException e) {
            // its message says what to do, and one family of failures is enough for whoever reports them
            throw new DatabaseUnreachableException(Failure.of(null, String.valueOf(e.getMessage()), null), e);
        }
    }

    private static EmbeddedSettings settings(Embedded embedded) {
        EmbeddedSettings defaults = EmbeddedSettings.defaults();
        Integer postgresPort = embedded.postgresPort();
        Integer clickhousePort = embedded.clickhousePort();
        return defaults.withDirectory(Path.of(embedded.directory()))
                .withPorts(
                        postgresPort != null ? postgresPort : defaults.postgresPort(),
                        clickhousePort != null ? clickhousePort : defaults.clickhousePort())
                .withPostgresVersion(embedded.postgresVersion());
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

    /** A user who was configured for another server is taken back: only the embedded one exists here. */
    @Override
    public Map<String, Object> apply(String database) {
        return database.equals("postgres")
                ? Map.of(
                        "spring.datasource.url", databases.postgres().jdbcUrl(),
                        "spring.datasource.username", databases.postgres().username(),
                        "spring.datasource.password", databases.postgres().password(),
                        "tandem.databases.postgres.username", "",
                        "tandem.databases.postgres.password", "")
                : Map.of(
                        "tandem.databases.clickhouse.url",
                                databases.clickhouse().jdbcUrl(),
                        "tandem.databases.clickhouse.username",
                                databases.clickhouse().username(),
                        "tandem.databases.clickhouse.password",
                                databases.clickhouse().password());
    }

    void close() {
        databases.close();
    }
}
