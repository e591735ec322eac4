package dev.tandem.migration.embedded;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the developer's databases are and what they are.
 *
 * @param directory where their data is kept between runs, and by which another process finds them
 * @param postgresPort the wanted port on the loopback interface; when it is taken another one is used
 * @param clickhousePort the same for ClickHouse's HTTP interface
 * @param postgresVersion the major version wanted, such as {@code 17}, or null for the newest on the class path
 * @param clickhouseConfig an engine configuration file for ClickHouse, or null
 */
public record EmbeddedSettings(
        Path directory,
        int postgresPort,
        int clickhousePort,
        @Nullable String postgresVersion,
        @Nullable Path clickhouseConfig) {

    /** The port of PostgreSQL unless configured otherwise. */
    public static final int DEFAULT_POSTGRES_PORT = 15432;

    /** The port of ClickHouse's HTTP interface unless configured otherwise. */
    public static final int DEFAULT_CLICKHOUSE_PORT = 18123;

    /** The directory unless configured otherwise, below the working directory. */
    public static final String DEFAULT_DIRECTORY = ".embedded";

    public EmbeddedSettings {
        directory = directory.toAbsolutePath().normalize();
    }

    /** The defaults. */
    public static EmbeddedSettings defaults() {
        return new EmbeddedSettings(
                Path.of(DEFAULT_DIRECTORY), DEFAULT_POSTGRES_PORT, DEFAULT_CLICKHOUSE_PORT, null, null);
    }

    /**
     * The defaults, overridden by the system properties {@code tandem.embedded.directory}, {@code .postgres-port},
     * {@code .clickhouse-port} and {@code .postgres-version}; where a property is not set its environment variable
     * counts ({@code TANDEM_EMBEDDED_DIRECTORY}, {@code TANDEM_EMBEDDED_POSTGRESPORT}, …).
     */
    public static EmbeddedSettings fromEnvironment() {
        String directory = property("directory");
        return new EmbeddedSettings(
                Path.of(directory == null ? DEFAULT_DIRECTORY : directory),
                port("postgres-port", DEFAULT_POSTGRES_PORT),
                port("clickhouse-port", DEFAULT_CLICKHOUSE_PORT),
                property("postgres-version"),
                null);
    }

    /** These settings with another directory. */
    public EmbeddedSettings withDirectory(Path newDirectory) {
        return new EmbeddedSettings(newDirectory, postgresPort, clickhousePort, postgresVersion, clickhouseConfig);
    }

    /** These settings with other ports; 0 is any. */
    public EmbeddedSettings withPorts(int newPostgresPort, int newClickhousePort) {
        return new EmbeddedSettings(directory, newPostgresPort, newClickhousePort, postgresVersion, clickhouseConfig);
    }

    /** These settings with another PostgreSQL; null for the newest on the class path. */
    public EmbeddedSettings withPostgresVersion(@Nullable String newPostgresVersion) {
        return new EmbeddedSettings(directory, postgresPort, clickhousePort, newPostgresVersion, clickhouseConfig);
    }

    /** These settings with an engine configuration file for ClickHouse. */
    public EmbeddedSettings withClickhouseConfig(@Nullable Path newClickhouseConfig) {
        return new EmbeddedSettings(directory, postgresPort, clickhousePort, postgresVersion, newClickhouseConfig);
    }

    private static int port(String name, int otherwise) {
        String value = property(name);
        if (value == null) {
            return otherwise;
        }
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new EmbeddedDatabasesException("tandem.embedded." + name + " is not a port: " + value, e);
        }
    }

    private static @Nullable String property(String name) {
        String value = System.getProperty("tandem.embedded." + name);
        if (value == null) {
            // the spelling that Spring Boot reads, so that one variable serves the application and the Makefile
            value = System.getenv("TANDEM_EMBEDDED_" + name.replace("-", "").toUpperCase(Locale.ROOT));
        }
        return value == null || value.isBlank() ? null : value;
    }
}
