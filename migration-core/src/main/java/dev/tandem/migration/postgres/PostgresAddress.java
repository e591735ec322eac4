package dev.tandem.migration.postgres;

import dev.tandem.migration.Deadline;
import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.sql.DatabaseSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * Where a server is and who we are there.
 *
 * @param jdbcUrl the driver's URL
 * @param properties the driver's properties, user and password among them
 */
record PostgresAddress(String jdbcUrl, Properties properties) {
    private static final String JDBC = "jdbc:postgresql:";

    /** Without what may be secret. */
    @Override
    public String toString() {
        return DatabaseSettings.withoutSecrets(jdbcUrl);
    }

    static boolean accepts(String url) {
        return url.startsWith(JDBC) || url.startsWith("postgres://") || url.startsWith("postgresql://");
    }

    /** Reads a JDBC URL, or libpq's form {@code postgres://user:password@host:port/database?sslmode=…}. */
    static PostgresAddress of(DatabaseSettings settings) {
        Properties properties = new Properties();
        String jdbcUrl = settings.url();
        if (!jdbcUrl.startsWith(JDBC)) {
            URI uri = parse(settings);
            // Not the URI's user info: it has none when a host's name is not one of the Internet's (my_host), or
            // several.
            String authority = uri.getRawAuthority();
            if (authority == null) {
                throw unreadable(settings, "it names no host");
            }
            int at = authority.lastIndexOf('@');
            String[] user = at < 0 ? new String[0] : authority.substring(0, at).split(":", 2);
            set(properties, "user", user.length > 0 ? decode(user[0]) : null);
            set(properties, "password", user.length > 1 ? decode(user[1]) : null);
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            // The driver wants the slash, behind which it takes the database from the user.
            String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            jdbcUrl = JDBC + "//" + authority.substring(at + 1) + path + query;
        }
        // The driver has no user there: it would look for a host of that name, and say so.
        if (jdbcUrl.startsWith("//", JDBC.length()) && authority(jdbcUrl).contains("@")) {
            throw unreadable(settings, "a JDBC URL names no user before its host");
        }
        // The driver would show all of an address that it cannot read.
        if (Driver.parseURL(jdbcUrl, null) == null) {
            throw unreadable(settings, "host, port or database is malformed");
        }
        set(properties, "user", settings.username());
        set(properties, "password", settings.password());
        return new PostgresAddress(jdbcUrl, properties);
    }

    /** For the connection of a run. */
    PostgresAddress ofRun(String runId, Deadline deadline) {
        Duration remaining = deadline.remaining();
        long seconds = remaining == null ? 30 : Math.max(1, Math.min(30, remaining.toSeconds()));
        Properties ours = new Properties();
        ours.putAll(properties);
        ours.setProperty("ApplicationName", "tandem " + runId);
        ours.setProperty("tcpKeepAlive", "true");
        ours.setProperty("connectTimeout", Long.toString(Math.min(10, seconds)));
        ours.setProperty("loginTimeout", Long.toString(seconds));
        ours.setProperty("cancelSignalTimeout", "1");
        // Scripts may DEALLOCATE ALL; and without it the driver sends a round trip for the application's name.
        ours.setProperty("prepareThreshold", "0");
        ours.setProperty("assumeMinServerVersion", "14");
        return new PostgresAddress(jdbcUrl, ours);
    }

    /** For a short question beside what the run's own connection is at. */
    PostgresAddress impatient() {
        Properties ours = new Properties();
        ours.putAll(properties);
        ours.setProperty("loginTimeout", "2");
        ours.setProperty("socketTimeout", "2");
        return new PostgresAddress(jdbcUrl, ours);
    }

    Connection connect() throws SQLException {
        Connection connection = new Driver().connect(jdbcUrl, properties);
        if (connection == null) {
            throw new SQLException("The driver does not know this address");
        }
        return connection;
    }

    /** Of a URL with hosts, what stands before the database and the parameters. */
    private static String authority(String jdbcUrl) {
        return jdbcUrl.substring(JDBC.length() + 2).replaceFirst("(?s)[/?].*", "");
    }

    private static URI parse(DatabaseSettings settings) {
        try {
            return new URI(settings.url());
        } catch (URISyntaxException e) {
            throw unreadable(settings, e.getReason());
        }
    }

    /** Without a cause: the exceptions themselves print the password. */
    private static InvalidConfigurationException unreadable(DatabaseSettings settings, String reason) {
        return new InvalidConfigurationException(
                Failure.of(
                        settings.name(),
                        "Its address cannot be read: " + reason + ".",
                        "Write it as postgres://user:password@host:port/database, with special characters"
                                + " percent-encoded, or as a JDBC URL."),
                null);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static void set(Properties properties, String name, @Nullable String value) {
        if (value != null) {
            properties.setProperty(name, value);
        }
    }
}
