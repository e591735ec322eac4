package dev.tandem.migration.sql;

import java.util.List;
import java.util.Map;

/** Settings of a database, for tests. */
public final class Settings {
    private Settings() {}

    public static DatabaseSettings url(String url) {
        return of(url, null, null, null, null);
    }

    public static DatabaseSettings url(String url, String username, String password) {
        return of(url, username, password, null, null);
    }

    public static DatabaseSettings engine(String engine) {
        return cluster(engine, null);
    }

    public static DatabaseSettings cluster(String engine, String cluster) {
        return of("clickhouse://host", null, null, engine, cluster);
    }

    private static DatabaseSettings of(String url, String username, String password, String engine, String cluster) {
        return new DatabaseSettings(
                "main",
                url,
                username,
                password,
                List.of(),
                DatabaseSettings.DEFAULT_TABLE,
                null,
                engine,
                cluster,
                null,
                DatabaseSettings.DEFAULT_LEASE,
                null,
                0,
                null,
                null,
                false,
                null,
                Map.of());
    }
}
