package dev.tandem.migration.clickhouse;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.sql.DatabaseSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is and who we are there.
 *
 * @param jdbcUrl the driver's URL
 * @param properties the driver's properties, user and password among them
 */
record ClickHouseAddress(String jdbcUrl, Properties properties) {

    /** Without what may be secret. */
    @Override
    public String toString() {
        return DatabaseSettings.withoutSecrets(jdbcUrl);
    }

    static boolean accepts(String url) {
        return url.startsWith("jdbc:clickhouse:") || url.startsWith("jdbc:ch:") || url.startsWith("clickhouse://");
    }

    /** The hosts of an address that names several; {@code null} for one. */
    static @Nullable String severalHosts(DatabaseSettings settings) {
        String url = DatabaseSettings.withoutSecrets(settings.url());
        int from = url.indexOf("//") + 2;
        String hosts = url.substring(from, Math.max(from, endOfAuthority(url, from)));
        return hosts.contains(",") ? hosts : null;
    }

    /** Reads a JDBC URL, or the same without {@code jdbc:} and with {@code user:password@}. */
    static ClickHouseAddress of(DatabaseSettings settings) {
        Properties properties = new Properties();
        String url = settings.url();
        int authority = url.indexOf("//") + 2;
        int end = authority > 1 ? endOfAuthority(url, authority) : 0;
        int at = url.lastIndexOf('@', end);
        if (at >= authority && authority > 1) {
            String[] user = url.substring(authority, at).split(":", 2);
            set(properties, "user", decode(settings, user[0]));
            set(properties, "password", user.length > 1 ? decode(settings, user[1]) : null);
            url = url.substring(0, authority) + url.substring(at + 1);
        }
        requireReadable(settings, url);
        set(properties, "user", settings.username());
        set(properties, "password", settings.password());
        return new ClickHouseAddress(url.startsWith("jdbc:") ? url : "jdbc:" + url, properties);
    }

    /** The driver would show all of an address that it cannot read. */
    private static void requireReadable(DatabaseSettings settings, String url) {
        try {
            URI uri = new URI(url.replaceFirst("^jdbc:(clickhouse:|ch:)?(?=[a-z]+:)", ""));
            if (uri.getRawAuthority() == null || uri.getRawPath().contains("@")) {
                throw unreadable(settings, "Its address cannot be read: host, port or database is malformed.");
            }
        } catch (URISyntaxException e) {
            throw unreadable(settings, "Its address cannot be read: it is malformed.");
        }
    }

    private static int endOfAuthority(String url, int from) {
        int end = from;
        while (end < url.length() && "/?;#".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private static String decode(DatabaseSettings settings, String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw unreadable(settings, "User or password in its address cannot be read.");
        }
    }

    /** Without a cause: the exceptions themselves print a part of the password. */
    private static InvalidConfigurationException unreadable(DatabaseSettings settings, String message) {
        return new InvalidConfigurationException(
                Failure.of(
                        settings.name(),
                        message,
                        "Write it as clickhouse://user:password@host:port/database, with special characters"
                                + " percent-encoded, % itself as %25, or as a JDBC URL."),
                null);
    }

    private static void set(Properties properties, String name, @Nullable String value) {
        if (value != null) {
            properties.setProperty(name, value);
        }
    }
}
