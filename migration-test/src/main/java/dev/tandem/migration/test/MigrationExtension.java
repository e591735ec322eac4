package dev.tandem.migration.test;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.SqlDatabase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What {@link MigrationTest} does, with settings and servers of your own: register it with {@link
 * org.junit.jupiter.api.extension.RegisterExtension} in a static field. In an instance field every test method has new
 * databases.
 *
 * <p>Unlike with the annotation test methods of one class have to be kept from running at the same time where JUnit's
 * parallel execution is on; two that meet fail.
 */
public final class MigrationExtension extends DatabaseCallbacks {
    private final List<DatabaseSource> sources;
    private final String path;
    private final boolean migrate;
    private boolean addressed;
    private @Nullable DatabasesOfClass shared;

    private MigrationExtension(List<DatabaseSource> sources, String path, boolean migrate) {
        this.sources = sources;
        this.path = path;
        this.migrate = migrate;
    }

    /** Starts one. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Tells Spring where the databases are:
     *
     * <pre>{@code
     * @DynamicPropertySource
     * static void addresses(DynamicPropertyRegistry registry) {
     *     databases.addresses(registry::add);
     * }
     * }</pre>
     *
     * <p>These are {@code tandem.databases.<name>.url}, {@code username} and {@code password} of each database, the same of {@code
     * spring.datasource} for the one that is named {@code postgres}, and a data source without a pool, because pooled connections are
     * ended between test methods. As Spring keeps its contexts for other classes, the databases stay until all tests are
     * over, and every class that inherits the field shares them.
     *
     * @param properties takes a name and what gives the value
     */
    public synchronized void addresses(BiConsumer<String, Supplier<Object>> properties) {
        addressed = true;
        for (DatabaseSource source : sources) {
            String prefix = "tandem.databases." + source.name();
            address(properties, prefix, source.name());
            if (source.name().equals(DatabasesOfClass.POSTGRES)) {
                address(properties, "spring.datasource", source.name());
                properties.accept(
                        "spring.datasource.type", () -> "org.springframework.jdbc.datasource.SimpleDriverDataSource");
            }
        }
    }

    private void address(BiConsumer<String, Supplier<Object>> properties, String prefix, String name) {
        Supplier<TestDatabase> database = () -> shared().database(name).database();
        properties.accept(prefix + ".url", () -> database.get().jdbcUrl());
        properties.accept(prefix + ".username", () -> database.get().username());
        properties.accept(prefix + ".password", () -> database.get().password());
    }

    synchronized DatabasesOfClass shared() {
        if (shared == null) {
            shared = create();
        }
        return shared;
    }

    DatabasesOfClass create() {
        return new DatabasesOfClass(sources, path, migrate);
    }

    @Override
    synchronized DatabasesOfClass databases(ExtensionContext context) {
        if (addressed) {
            context.getRoot().getStore(NAMESPACE).computeIfAbsent(this, key -> shared());
            return shared();
        }
        return context.getStore(NAMESPACE).computeIfAbsent(this, key -> create(), DatabasesOfClass.class);
    }

    /** Builds a {@link MigrationExtension}. */
    public static final class Builder {
        private final Map<String, Supplier<TestDatabase>> servers = new LinkedHashMap<>();
        private final Map<String, Consumer<SqlDatabase.Builder>> settings = new LinkedHashMap<>();
        private String path = DatabasesOfClass.DEFAULT_PATH;
        private boolean migrate = true;

        private Builder() {}

        /** The root of the migrations, {@code classpath:migrations} unless set; a database's name is appended. */
        public Builder path(String root) {
            path = root;
            return this;
        }

        /** Whether they are migrated, {@code true} unless set; if not, every test method begins with empty databases. */
        public Builder migrate(boolean migrated) {
            migrate = migrated;
            return this;
        }

        /**
         * Adds a database on the servers of {@link DatabasesForTests}. Where none is added there are those of {@code
         * postgres} and {@code clickhouse} that have a folder below the path.
         *
         * @param name {@code postgres} or {@code clickhouse}
         */
        public Builder embedded(String name) {
            servers.put(
                    name,
                    switch (name) {
                        case DatabasesOfClass.POSTGRES -> DatabasesForTests::postgres;
                        case DatabasesOfClass.CLICKHOUSE -> DatabasesForTests::clickhouse;
                        default ->
                            throw new IllegalArgumentException(
                                    "There is no embedded " + name
                                            + ": postgres and clickhouse are. Add any other with its server's URL, to MigrationExtension.builder().");
                    });
            return this;
        }

        /**
         * Adds a database on a server of your own, such as a container's: a new one there for each test class, beside the
         * one that the URL names, which stays as it is.
         *
         * @param name its name in the migration manager
         * @param jdbcUrl asked for the complete JDBC URL, with user and password, when the databases are needed; the user may
         *     create databases
         */
        public Builder server(String name, Supplier<String> jdbcUrl) {
            servers.put(name, () -> DatabasesForTests.on(jdbcUrl.get()));
            return this;
        }

        /** Sets what else the migrations of a database need: paths of its own, placeholders and so on. */
        public Builder settings(String name, Consumer<SqlDatabase.Builder> more) {
            settings.merge(name, more, Consumer::andThen);
            return this;
        }

        /**
         * Builds it.
         *
         * @throws IllegalArgumentException when there is no database, or settings are of none
         */
        public MigrationExtension build() {
            if (servers.isEmpty()) {
                Stream.of(DatabasesOfClass.POSTGRES, DatabasesOfClass.CLICKHOUSE)
                        .filter(name -> settings.containsKey(name) || MigrationFolder.exists(path + "/" + name))
                        .forEach(this::embedded);
            }
            if (servers.isEmpty()) {
                throw new IllegalArgumentException("There is neither a folder " + path + "/postgres nor " + path
                        + "/clickhouse. Set the path, or say which databases there are.");
            }
            for (String name : settings.keySet()) {
                if (!servers.containsKey(name)) {
                    throw new IllegalArgumentException("Settings of " + name + ", but the databases are "
                            + String.join(", ", servers.keySet()) + ".");
                }
            }
            return new MigrationExtension(
                    servers.entrySet().stream()
                            .map(server -> new DatabaseSource(
                                    server.getKey(),
                                    server.getValue(),
                                    settings.getOrDefault(server.getKey(), builder -> {})))
                            .toList(),
                    path,
                    migrate);
        }
    }
}
