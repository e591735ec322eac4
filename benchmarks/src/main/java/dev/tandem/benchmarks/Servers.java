package dev.tandem.benchmarks;

import dev.tandem.migration.embedded.EmbeddedDatabases;
import dev.tandem.migration.embedded.EmbeddedSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * One server of each kind, with the data on the disk and what is committed written through to it, as in production: the embedded
 * databases that are kept between runs are of that sort, those for tests are not.
 */
record Servers(Path directory, EmbeddedSettings settings, Postgres postgres, ClickHouse clickhouse)
        implements AutoCloseable {

    static Servers start(Path directory) throws IOException {
        EmbeddedSettings settings =
                EmbeddedSettings.defaults().withDirectory(directory).withPorts(0, 0);
        // Those of a run that was killed.
        EmbeddedDatabases.down(settings);
        Directories.delete(directory);
        EmbeddedDatabases databases = EmbeddedDatabases.up(settings);
        Servers servers = new Servers(
                directory, settings, new Postgres(databases.postgres()), ClickHouse.of(databases.clickhouse()));
        Runtime.getRuntime().addShutdownHook(new Thread(servers::close));
        return servers;
    }

    /** Deletes the data, too, so that the next run need not do it just before it measures. */
    @Override
    public synchronized void close() {
        EmbeddedDatabases.down(settings);
        try {
            Directories.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
