package dev.tandem.migration.boot;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.JavaMigration;
import dev.tandem.migration.MigrationDatabase;
import dev.tandem.migration.boot.MigrationProperties.Database;
import dev.tandem.migration.liquibase.LiquibaseDatabase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/** Databases whose migrations are the change sets of a Liquibase changelog. */
final class ChangelogDatabases {
    static final String LIQUIBASE = "liquibase.Scope";

    private ChangelogDatabases() {}

    /** Whether the properties name a changelog. */
    static boolean isOne(Database properties) {
        return properties.changelog() != null;
    }

    /**
     * Makes one. Connects to nothing.
     *
     * @throws InvalidConfigurationException when a property is set that a changelog has no use for, or Liquibase is not there
     */
    static MigrationDatabase create(
            String name,
            Database properties,
            ConnectionAddress address,
            List<JavaMigration> javaMigrations,
            ClassLoader classLoader) {
        refuse(name, ofScripts(properties), "is for migrations in files, and this database has a changelog");
        for (JavaMigration migration : javaMigrations) {
            if (migration.database().equals(name)) {
                throw invalid(
                        name,
                        "The Java migration " + migration.getClass().getName()
                                + " is of this database, which has a changelog.",
                        "Make it a customChange of the changelog.");
            }
        }
        if (!ClassUtils.isPresent(LIQUIBASE, classLoader)) {
            throw invalid(
                    name,
                    "tandem.databases." + name + ".changelog is set, and Liquibase is not on the class path.",
                    "Add the dependency org.liquibase:liquibase-core.");
        }
        return LiquibaseDatabase.builder(name)
                .url(address.url())
                .username(address.username())
                .password(address.password())
                .schema(properties.schema())
                .changelog(Objects.requireNonNull(properties.changelog()))
                .contexts(properties.contexts())
                .labels(properties.labels())
                .parameters(properties.parameters())
                .runAlways(properties.runAlways())
                .staleLock(properties.staleLock())
                .order(properties.order())
                .classLoader(classLoader)
                .build();
    }

    /**
     * Refuses, of a database with files, what only a changelog has a use for.
     *
     * @throws InvalidConfigurationException when such a property is set
     */
    static void refuseOn(String name, Database properties) {
        Map<String, @Nullable Object> settings = new LinkedHashMap<>();
        settings.put("contexts", properties.contexts());
        settings.put("labels", properties.labels());
        settings.put("parameters", properties.parameters().isEmpty() ? null : properties.parameters());
        settings.put("run-always", properties.runAlways());
        settings.put("stale-lock", properties.staleLock());
        refuse(name, settings, "is for a Liquibase changelog, and this database has none");
    }

    private static Map<String, @Nullable Object> ofScripts(Database properties) {
        Map<String, @Nullable Object> settings = new LinkedHashMap<>();
        settings.put("paths", properties.paths().isEmpty() ? null : properties.paths());
        settings.put("table", properties.table());
        settings.put("engine", properties.engine());
        settings.put("cluster", properties.cluster());
        settings.put("lock", properties.lock());
        settings.put("lock-timeout", properties.lockTimeout());
        settings.put("statement-timeout", properties.statementTimeout());
        settings.put("transaction", properties.transaction());
        settings.put("placeholders", properties.placeholders().isEmpty() ? null : properties.placeholders());
        settings.put("create-in", properties.createIn());
        return settings;
    }

    private static void refuse(String name, Map<String, @Nullable Object> settings, String why) {
        settings.forEach((property, value) -> {
            if (value != null) {
                throw invalid(
                        name,
                        "tandem.databases." + name + "." + property + " " + why + ".",
                        "Remove the setting, or set tandem.databases." + name + ".changelog as it is meant.");
            }
        });
    }

    private static InvalidConfigurationException invalid(String name, String message, String action) {
        return new InvalidConfigurationException(Failure.of(name, message, action), null);
    }
}
