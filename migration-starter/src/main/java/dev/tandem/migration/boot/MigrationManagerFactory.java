package dev.tandem.migration.boot;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.JavaMigration;
import dev.tandem.migration.MigrationDatabase;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.boot.MigrationProperties.Database;
import dev.tandem.migration.boot.MigrationProperties.OutOfOrder;
import dev.tandem.migration.source.JavaMigrations;
import dev.tandem.migration.sql.SqlDatabase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
    private final @Nullable ConnectionAddress dataSource;
    private final ClassLoader classLoader;
    private final Contributions contributions;
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
            MigrationProperties properties, @Nullable ConnectionAddress dataSource, ClassLoader classLoader) {
        this(properties, dataSource, classLoader, Contributions.NONE, false, Set.of());
    }

    /**
     * What beans of an application contribute.
     *
     * @param addresses how databases are reached whose properties do not say it, by their names
     * @param dataSources those of the beans named by {@code data-source}, by the names of the beans
     * @param customizers asked in this order
     * @param databases those that are no business of the properties
     * @param javaMigrations of all databases
     */
    public record Contributions(
            Map<String, ConnectionAddress> addresses,
            Map<String, ConnectionAddress> dataSources,
            List<MigrationCustomizer> customizers,
            List<MigrationDatabase> databases,
            List<JavaMigration> javaMigrations) {

        static final Contributions NONE = new Contributions(Map.of(), Map.of(), List.of(), List.of(), List.of());

        public Contributions {
            addresses = Map.copyOf(addresses);
            dataSources = Map.copyOf(dataSources);
            customizers = List.copyOf(customizers);
            databases = List.copyOf(databases);
            javaMigrations = List.copyOf(javaMigrations);
        }
    }

    private MigrationManagerFactory(
            MigrationProperties properties,
            @Nullable ConnectionAddress dataSource,
            ClassLoader classLoader,
            Contributions contributions,
            boolean offline,
            Set<String> selected) {
        this.contributions = contributions;
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
        return new MigrationManagerFactory(properties, ConnectionAddress.from(environment), classLoader);
    }

    /** The same, for whoever connects to nothing: a database without an address is of the kind that its name says. */
    public MigrationManagerFactory offline() {
        return new MigrationManagerFactory(properties, dataSource, classLoader, contributions, true, selected);
    }

    /** The same, with what beans contribute. */
    public MigrationManagerFactory with(Contributions beans) {
        return new MigrationManagerFactory(properties, dataSource, classLoader, beans, offline, selected);
    }

    /**
     * The same, for some of the databases: the others need not be usable.
     *
     * @throws InvalidConfigurationException for a name that is not configured
     */
    public MigrationManagerFactory only(Collection<String> names) {
        Set<String> known = new TreeSet<>(enabled().keySet());
        contributions.databases().forEach(database -> known.add(database.name()));
        for (String name : names) {
            if (!known.contains(name)) {
                throw invalid(
                        null,
                        "There is no database named " + name + ".",
                        "Known are: " + String.join(", ", known) + ".");
            }
        }
        return new MigrationManagerFactory(
                properties, dataSource, classLoader, contributions, offline, Set.copyOf(names));
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
        Map<String, Database> enabled = enabled();
        List<JavaMigration> javaMigrations = javaMigrations(enabled.keySet());
        enabled.forEach((name, database) -> {
            if (isSelected(name)) {
                databases.add(create(name, database, javaMigrations));
            }
        });
        contributions.databases().stream()
                .filter(database -> isSelected(database.name()))
                .forEach(databases::add);
        return List.copyOf(databases);
    }

    private boolean isSelected(String name) {
        return selected.isEmpty() || selected.contains(name);
    }

    /** Services and beans; one of a database that there is not would never run, and nobody would notice. */
    private List<JavaMigration> javaMigrations(Set<String> enabled) {
        List<JavaMigration> all = new ArrayList<>(JavaMigrations.services(classLoader));
        all.addAll(contributions.javaMigrations());
        for (JavaMigration migration : all) {
            String name = migration.database();
            boolean known = enabled.contains(name)
                    || properties.databases().containsKey(name)
                    || contributions.databases().stream()
                            .anyMatch(database -> database.name().equals(name));
            if (!known) {
                throw invalid(
                        null,
                        "The Java migration " + migration.getClass().getName() + " is of the database '" + name
                                + "', which is not configured.",
                        "Known are: " + String.join(", ", enabled) + ".");
            }
        }
        return List.copyOf(all);
    }

    /**
     * One of them.
     *
     * @throws InvalidConfigurationException when there is none of that name, or its properties cannot be used
     */
    public MigrationDatabase database(String name) {
        return only(List.of(name)).databases().stream()
                .filter(database -> database.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Map<String, Database> enabled() {
        // sorted, because the order of a bound map is that in which property sources were read
        Map<String, Database> configured = new TreeMap<>(properties.databases());
        contributions.addresses().keySet().forEach(name -> configured.putIfAbsent(name, Database.defaults()));
        if (dataSource != null && dataSource.isPostgres()) {
            configured.putIfAbsent(POSTGRES, Database.defaults());
        }
        for (String name : configured.keySet()) {
            if (!isName(name)) {
                throw invalid(
                        null,
                        "'" + name + "' in tandem.databases." + name + " is not a name for a database.",
                        "Use lower-case letters and digits, a letter first.");
            }
        }
        configured.values().removeIf(database -> !database.enabled());
        return configured;
    }

    /** Whether a database can have this name. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** A builder that has the databases, and neither listeners nor limits. */
    public MigrationManager.Builder manager() {
        MigrationManager.Builder builder = MigrationManager.builder();
        databases().forEach(builder::database);
        return builder.rollbackOnFailure(properties.rollbackOnFailure());
    }

    private MigrationDatabase create(String name, Database database, List<JavaMigration> javaMigrations) {
        if (ChangelogDatabases.isOne(database)) {
            return ChangelogDatabases.create(name, database, address(name), javaMigrations, classLoader);
        }
        ChangelogDatabases.refuseOn(name, database);
        return ofScripts(name, database, javaMigrations);
    }

    private SqlDatabase ofScripts(String name, Database database, List<JavaMigration> javaMigrations) {
        ConnectionAddress address = address(name);
        SqlDatabase.Builder builder = SqlDatabase.builder(name)
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
                .javaMigrations(javaMigrations)
                .createIn(database.createIn())
                .classLoader(classLoader);
        contributions.customizers().forEach(customizer -> customizer.customize(name, builder));
        return builder.build();
    }

    /** The database that a lock is borrowed from, whether it is migrated or not; {@code null} if there is none of that name. */
    private @Nullable SqlDatabase lender(Database database) {
        String lock = database.lock();
        if (lock == null || !lock.startsWith(BORROWED)) {
            return null;
        }
        String name = lock.substring(BORROWED.length());
        Database lender = enabled().get(name);
        return lender == null ? null : ofScripts(name, lender, List.of());
    }

    ConnectionAddress address(String name) {
        Database database = configured(name);
        if (database.url() != null) {
            return new ConnectionAddress(database.url(), database.username(), database.password());
        }
        return withOwnUser(database, contributed(name, database));
    }

    private ConnectionAddress contributed(String name, Database database) {
        String property = "tandem.databases." + name;
        String bean = database.dataSource();
        if (bean != null && !offline) {
            ConnectionAddress named = contributions.dataSources().get(bean);
            if (named == null) {
                throw invalid(
                        name,
                        property + ".data-source is " + bean + ", which only an application knows.",
                        "Set " + property + ".url, too: it goes before the bean.");
            }
            return named;
        }
        ConnectionAddress address = contributions.addresses().get(name);
        if (address != null) {
            return address;
        }
        if (dataSource != null
                && (dataSource.isPostgres() ? name.equals(POSTGRES) : ChangelogDatabases.isOne(database))) {
            return dataSource;
        }
        if (offline) {
            return new ConnectionAddress(offlineUrl(name), null, null);
        }
        String unset = property + ".url is not set.";
        throw invalid(
                name,
                name.equals(POSTGRES) && dataSource != null
                        ? "The application's DataSource is not PostgreSQL, and " + unset
                        : unset,
                "Set it, or take this database out with " + property + ".enabled=false.");
    }

    private static ConnectionAddress withOwnUser(Database database, ConnectionAddress address) {
        String username = database.username() == null ? address.username() : database.username();
        // Another user's password would be of no use, and is not to be shown to a server as if it were.
        boolean sameUser = username == null || username.equals(address.username());
        String password = database.password() == null && sameUser ? address.password() : database.password();
        return new ConnectionAddress(address.url(), username, password);
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
