package dev.tandem.migration.fault;

import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.sql.SqlDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run needs to know, in this process or, as arguments, in another.
 *
 * @param values by name: {@code <database>.url}, {@code <database>.path}, {@code <database>.lock} and
 *     {@code <database>.lease} where it is to have them, {@code timeout}
 */
record MigrationSettings(Map<String, String> values) {
    private static final String URL = ".url";

    static MigrationSettings parse(String... arguments) {
        Map<String, String> values = new TreeMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            values.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        return new MigrationSettings(values);
    }

    List<String> toArguments() {
        List<String> arguments = new ArrayList<>();
        values.forEach((name, value) -> arguments.add(name + "=" + value));
        return arguments;
    }

    MigrationSettings with(String name, String value) {
        Map<String, String> more = new TreeMap<>(values);
        more.put(name, value);
        return new MigrationSettings(more);
    }

    MigrationManager manager() {
        MigrationManager.Builder manager = MigrationManager.builder()
                .timeout(Duration.parse(values.getOrDefault("timeout", "PT1M")))
                .lockWait(Duration.ofMinutes(1));
        values.forEach((name, value) -> {
            if (name.endsWith(URL)) {
                String database = name.substring(0, name.length() - URL.length());
                manager.database(database(database, value));
            }
        });
        return manager.build();
    }

    private SqlDatabase database(String name, String url) {
        SqlDatabase.Builder database = SqlDatabase.builder(name)
                .url(url)
                .paths(List.of(values.getOrDefault(name + ".path", "")))
                .lock(values.get(name + ".lock"));
        if (values.containsKey(name + ".lease")) {
            database.lease(Duration.parse(values.get(name + ".lease")));
        }
        return database.build();
    }
}
