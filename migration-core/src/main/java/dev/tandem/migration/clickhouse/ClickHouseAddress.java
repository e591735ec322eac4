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

    /** Reads a JDBC URL, or the same without {@code jdbc:} and with {@code user:password@}. */
    static ClickHouseAddress of(DatabaseSettings settings) {
        Properties properties = new Properties();
        String url = settings.url();
        int authority = url.indexOf("//") + 2;
        int end = endOfAuthority(url, authority);
        int at = url.lastIndexOf('@', end - 1);
        if (authority > 1 && at >= authority) {
            String[] user = url.substring(authority, at).split(":", 2);
            try {
                set(properties, "user", decode(user[0]));
                set(properties, "password", user.length > 1 ? decode(user[1]) : null);
            } catch (IllegalArgumentException e) {
                // The exception itself would print of the password.
                throw new InvalidConfigurationException(
                        Failure.of(
                                settings.name(),
                                "User or password in its address cannot be read.",
                                "Percent-encode their special characters, or set them as username and password."),
                        null);
            }
            url = url.substring(0, authority) + url.substring(at + 1);
        }
        set(properties, "user", settings.username());
        set(properties, "password", settings.password());
        return new ClickHouseAddress(url.startsWith("jdbc:") ? url : "jdbc:" + url, properties);
    }

    private static int endOfAuthority(String url, int authority) {
        int end = authority;
        while (end < url.length() && "/?;#".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        return end;
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
