package dev.tandem.migration.embedded;

/** A database of a test's own. */
public final class TestDatabase implements AutoCloseable {

    private final String name;
    private final String jdbcUrl;
    private final TestServer server;

    TestDatabase(String name, String jdbcUrl, TestServer server) {
        this.name = name;
        this.jdbcUrl = jdbcUrl;
        this.server = server;
    }

    /** Its name on the server. */
    public String name() {
        return name;
    }

    /** The complete URL, with user and password where they are needed. */
    public String jdbcUrl() {
        return jdbcUrl;
    }

    /** The complete URL of the database of the same server from which this one was created. */
    public String serverUrl() {
        return server.url();
    }

    /** The user that the URL names, which may do everything in this database. */
    public String username() {
        return server.username();
    }

    /** The user's password; may be empty. */
    public String password() {
        return server.password();
    }

    /** Drops it, with the sessions that are still in it. */
    @Override
    public void close() {
        server.drop(name);
    }
}
