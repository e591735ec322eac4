package dev.tandem.migration.boot;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.MigrationDatabase;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.boot.MigrationProperties.Database;
import dev.tandem.migration.boot.MigrationProperties.OutOfOrder;
import dev.tandem.migration.sql.SqlDatabase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * From the properties to a manager; the same way for the application, and for the command line, which has no context.
 * Connects to nothing.
 */
public final class MigrationManagerFactory {
    /** Set by the command line before anything else is read: its command connects to nothing, so nothing is to be started. */
    public static final String OFFLINE = "dev.tandem.migration.offline";

    /** The database that is the application's own unless it has a URL. */
    private static final String POSTGRES = "postgres";

    /** What a lock begins with that another database keeps; its name follows. */
    private static final String BORROWED = "postgres:";

    /** What environment variables can spell: they know neither case nor dashes. */
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*");

    private final MigrationProperties properties;
    private final @Nullable ApplicationDataSource dataSource;
    private final ClassLoader classLoader;
    private final boolean offline;
    /** Empty for all. */
    private final Set<String> selected;

    /**
     * For an application.
     *
     * @param dataSource how the application reaches its own database, {@code null} if it has none
     * @param classLoader where migrations on the class path are looked for
     */
    public MigrationManagerFactory(
            MigrationProperties properties, @Nullable ApplicationDataSource dataSource, ClassLoader classLoader) {
        this(properties, dataSource, classLoader, false, Set.of());
    }

    private MigrationManagerFactory(
            MigrationProperties properties,
            @Nullable ApplicationDataSource dataSource,
            ClassLoader classLoader,
            boolean offline,
            Set<String> selected) {
        this.offline = offline;
        this.selected = selected;
        this.properties = properties;
        this.dataSource = dataSource;
        this.classLoader = classLoader;
    }

    /** For whoever has nothing but an environment. */
    public static MigrationManagerFactory from(Environment environment, ClassLoader classLoader) {
        KnownProperties.check(environment);
        MigrationProperties properties = Binder.get(environment).bindOrCreate("tandem", MigrationProperties.class);
        return new MigrationManagerFactory(properties, ApplicationDataSource.from(environment), classLoader);
    }

    /** The same, for whoever connects to nothing: a database without an address is of the kind that its name says. */
    public MigrationManagerFactory offline() {
        return new MigrationManagerFactory(properties, dataSource, classLoader, true, selected);
    }

    /**
     * The same, for some of the databases: the others need not be usable.
     *
     * @throws InvalidConfigurationException for a name that is not configured
     */
    public MigrationManagerFactory only(Collection<String> names) {
        List<String> known = List.copyOf(enabled().keySet());
        for (String name : names) {
            if (!known.contains(name)) {
                throw invalid(
                        null,
                        "There is no database named " + name + ".",
                        "Known are: " + String.join(", ", known) + ".");
            }
        }
        return new MigrationManagerFactory(properties, dataSource, classLoader, offline, Set.copyOf(names));
    }

    /** What it was made from. */
    public MigrationProperties properties() {
        return properties;
    }

    /**
     * The databases that take part, by name; the manager orders them.
     *
     * @throws InvalidConfigurationException when the properties cannot be used
     */
    public List<MigrationDatabase> databases() {
        List<MigrationDatabase> databases = new ArrayList<>();
        enabled().forEach((name, database) -> {
            if (selected.isEmpty() || selected.contains(name)) {
                databases.add(create(name, database));
            }
        });
        return List.copyOf(databases);
    }

    private Map<String, Database> enabled() {
        // sorted, because the order of a bound map is that in which property sources were read
        Map<String, Database> configured = new TreeMap<>(properties.databases());
        if (dataSource != null && dataSource.isPostgres()) {
            configured.putIfAbsent(POSTGRES, Database.defaults());
        }
        for (String name : configured.keySet()) {
            if (!NAME.matcher(name).matches()) {
                throw invalid(
                        null,
                        "'" + name + "' in tandem.databases." + name + " is not a name for a database.",
                        "Use lower-case letters and digits, a letter first.");
            }
        }
        configured.values().removeIf(database -> !database.enabled());
        return configured;
    }

    /** A builder that has the databases, and neither listeners nor limits. */
    public MigrationManager.Builder manager() {
        MigrationManager.Builder builder = MigrationManager.builder();
        databases().forEach(builder::database);
        return builder.rollbackOnFailure(properties.rollbackOnFailure());
    }

    private SqlDatabase create(String name, Database database) {
        ApplicationDataSource address = address(name);
        return SqlDatabase.builder(name)
                .url(address.url())
                .username(address.username())
                .password(address.password())
                .paths(paths(name))
                .table(database.table())
                .schema(database.schema())
                .engine(database.engine())
                .cluster(database.cluster())
                .lock(database.lock())
                .lease(properties.lease())
                .lender(lender(database))
                .order(database.order())
                .lockTimeout(database.lockTimeout())
                .statementTimeout(database.statementTimeout())
                .outOfOrder(database.outOfOrder() == OutOfOrder.ALLOW)
                .transaction(database.transaction())
                .placeholders(database.placeholders())
                .createIn(database.createIn())
                .classLoader(classLoader)
                .build();
    }

    /** The database that a lock is borrowed from, whether it is migrated or not; {@code null} if there is none of that name. */
    private @Nullable SqlDatabase lender(Database database) {
        String lock = database.lock();
        if (lock == null || !lock.startsWith(BORROWED)) {
            return null;
        }
        String name = lock.substring(BORROWED.length());
        Database lender = enabled().get(name);
        return lender == null ? null : create(name, lender);
    }

    ApplicationDataSource address(String name) {
        Database database = configured(name);
        String url = database.url();
        String username = database.username();
        if (url != null) {
            return new ApplicationDataSource(url, username, database.password());
        }
        if (offline && (!name.equals(POSTGRES) || dataSource == null || !dataSource.isPostgres())) {
            return new ApplicationDataSource(offlineUrl(name), null, null);
        }
        String property = "tandem.databases." + name;
        if (!name.equals(POSTGRES) || dataSource == null) {
            throw invalid(
                    name,
                    property + ".url is not set.",
                    "Set it, or take this database out with " + property + ".enabled=false.");
        }
        if (!dataSource.isPostgres()) {
            throw invalid(
                    name,
                    "The application's DataSource is not PostgreSQL, and " + property + ".url is not set.",
                    "Set it, or take this database out with " + property + ".enabled=false.");
        }
        if (username == null) {
            username = dataSource.username();
        }
        String password = database.password();
        if (password == null && (username == null || username.equals(dataSource.username()))) {
            // another user's password would be of no use, and is not to be shown to a server as if it were
            password = dataSource.password();
        }
        return new ApplicationDataSource(dataSource.url(), username, password);
    }

    /** An address that leads nowhere, for a command that connects to nothing: its scheme says the kind of the database. */
    public static String offlineUrl(String name) {
        return name + "://";
    }

    List<String> paths(String name) {
        List<String> paths = configured(name).paths();
        if (!paths.isEmpty()) {
            return paths;
        }
        String root = properties.path();
        return List.of(root.endsWith("/") || root.endsWith(":") ? root + name : root + "/" + name);
    }

    Database configured(String name) {
        return properties.databases().getOrDefault(name, Database.defaults());
    }

    private static InvalidConfigurationException invalid(@Nullable String database, String message, String action) {
        return new InvalidConfigurationException(Failure.of(database, message, action), null);
    }
}
