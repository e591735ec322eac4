package dev.tandem.migration.boot;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/**
 * How a database is reached. Tandem connects on its own with these, and never borrows from the application's pool: what a
 * migration leaves behind in a connection would reach the application.
 *
 * @param url JDBC URL
 * @param username user, if not in the URL
 * @param password password, if not in the URL
 */
public record ConnectionAddress(
        String url, @Nullable String username, @Nullable String password) {

    private static final String PREFIX = "spring.datasource.";

    /** From {@code spring.datasource.*}, as it can be known before there is a context; {@code null} without a URL there. */
    public static @Nullable ConnectionAddress from(Environment environment) {
        String url = environment.getProperty(PREFIX + "url");
        if (url == null || url.isBlank()) {
            return null;
        }
        return new ConnectionAddress(
                url, environment.getProperty(PREFIX + "username"), environment.getProperty(PREFIX + "password"));
    }

    /** What a database of this address is called unless somebody calls it otherwise: {@code postgres}, {@code clickhouse}. */
    public String databaseName() {
        String kind = url.replaceFirst("^jdbc:", "").replaceFirst(":.*$", "");
        return switch (kind) {
            case "postgresql" -> "postgres";
            case "ch" -> "clickhouse";
            default -> kind;
        };
    }

    boolean isPostgres() {
        return url.startsWith("jdbc:postgresql:");
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "ConnectionAddress[username=" + username + "]";
    }
}
