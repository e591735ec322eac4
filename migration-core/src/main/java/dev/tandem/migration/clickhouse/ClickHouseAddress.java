package dev.tandem.migration.clickhouse;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.sql.DatabaseSettings;
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
        set(properties, "user", settings.username());
        set(properties, "password", settings.password());
        return new ClickHouseAddress(url.startsWith("jdbc:") ? url : "jdbc:" + url, properties);
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
            throw new InvalidConfigurationException(
                    Failure.of(
                            settings.name(),
                            "User or password in its address cannot be read.",
                            "Write special characters of them percent-encoded, % itself as %25."),
                    // The exception itself would print a part of the password.
                    null);
        }
    }

    private static void set(Properties properties, String name, @Nullable String value) {
        if (value != null) {
            properties.setProperty(name, value);
        }
    }
}
