package dev.tandem.migration.embedded;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Fresh databases for tests: one server of each kind in a JVM, started at first need and ended with it, a new database
 * in it for each call. Never the developer's directory.
 *
 * <p>The system property {@code tandem.test.databases} says where: {@code embedded} (the default), {@code containers}
 * (Testcontainers with its modules for both databases has to be on the class path), or {@code external} (the servers at
 * {@code tandem.test.postgres.url} and {@code tandem.test.clickhouse.url}, complete JDBC URLs of users that may create
 * databases). {@code tandem.test.postgres.version} chooses among the embedded PostgreSQL binaries on the class path: a
 * major version such as {@code 17}; the newest otherwise.
 */
public final class DatabasesForTests {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static @Nullable TestServer postgres;
    private static @Nullable TestServer clickhouse;

    private DatabasesForTests() {}

    /** A new, empty PostgreSQL database. */
    public static TestDatabase postgres() {
        return postgresServer().create(name());
    }

    /** A new, empty ClickHouse database. */
    public static TestDatabase clickhouse() {
        return clickhouseServer().create(name());
    }

    /**
     * A new, empty database on a server of your own, beside those that are there.
     *
     * @param jdbcUrl the complete JDBC URL of any database of that server, of a user who may create databases
     * @throws EmbeddedDatabasesException when it is no such URL, or the server refuses
     */
    public static TestDatabase on(String jdbcUrl) {
        return TestServer.at(jdbcUrl).create(name());
    }

    private static synchronized TestServer postgresServer() {
        TestServer server = postgres;
        if (server == null) {
            server = TestServer.postgres(
                    switch (where()) {
                        case "embedded" ->
                            EmbeddedPostgres.start(System.getProperty("tandem.test.postgres.version"))
                                    .jdbcUrl();
                        case "containers" -> TestContainers.postgres();
                        default -> required("tandem.test.postgres.url");
                    });
            postgres = server;
        }
        return server;
    }

    private static synchronized TestServer clickhouseServer() {
        TestServer server = clickhouse;
        if (server == null) {
            server = TestServer.clickhouse(
                    switch (where()) {
                        case "embedded" -> EmbeddedClickHouse.start().jdbcUrl();
                        case "containers" -> TestContainers.clickhouse();
                        default -> required("tandem.test.clickhouse.url");
                    });
            clickhouse = server;
        }
        return server;
    }

    private static String where() {
        String value = System.getProperty("tandem.test.databases", "embedded");
        if (!value.equals("embedded") && !value.equals("containers") && !value.equals("external")) {
            throw new EmbeddedDatabasesException(
                    "tandem.test.databases is embedded, containers or external, not " + value);
        }
        return value;
    }

    private static String required(String property) {
        String value = System.getProperty(property);
        if (value == null) {
            throw new EmbeddedDatabasesException("tandem.test.databases=external needs " + property);
        }
        return value;
    }

    /** Differs between JVMs too: external servers are shared. */
    private static String name() {
        return "test_" + Long.toString(ProcessHandle.current().pid(), 36).toLowerCase(Locale.ROOT) + "_"
                + Long.toString(System.nanoTime(), 36) + "_" + NUMBER.incrementAndGet();
    }
}
