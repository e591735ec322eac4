package dev.tandem.migration.clickhouse;

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
        int at = url.indexOf('@', authority);
        int path = url.indexOf('/', authority);
        if (authority > 1 && at > 0 && (path < 0 || at < path)) {
            String[] user = url.substring(authority, at).split(":", 2);
            set(properties, "user", decode(user[0]));
            set(properties, "password", user.length > 1 ? decode(user[1]) : null);
            url = url.substring(0, authority) + url.substring(at + 1);
        }
        set(properties, "user", settings.username());
        set(properties, "password", settings.password());
        return new ClickHouseAddress(url.startsWith("jdbc:") ? url : "jdbc:" + url, properties);
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
