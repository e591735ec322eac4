package dev.tandem.migration.sql;

import dev.tandem.migration.CreatedMigration;
import dev.tandem.migration.CreatesMigrations;
import dev.tandem.migration.DatabaseKind;
import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.Deadline;
import dev.tandem.migration.Failure;
import dev.tandem.migration.Finding;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.JavaMigration;
import dev.tandem.migration.Migration;
import dev.tandem.migration.MigrationDatabase;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationSession;
import dev.tandem.migration.NewMigration;
import dev.tandem.migration.ServerProgress;
import dev.tandem.migration.SqlPrompt;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.StatementProgress;
import dev.tandem.migration.ValidatesMigrations;
import dev.tandem.migration.source.JavaMigrations;
import dev.tandem.migration.source.NewFiles;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** An SQL database that is migrated by scripts and Java. Its kind follows from its address. */
public final class SqlDatabase
        implements MigrationDatabase, CreatesMigrations, ValidatesMigrations, ServerProgress, SqlPrompt {
    private final ConfiguredDatabase configured;
    private final @Nullable String createIn;

    private SqlDatabase(ConfiguredDatabase configured, @Nullable String createIn) {
        this.configured = configured;
        this.createIn = createIn;
    }

    /** Starts one with this name. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** Whether there is a database of this kind: one that knows such an address. */
    public static boolean knows(String url) {
        return Dialects.know(url);
    }

    @Override
    public String name() {
        return configured.name();
    }

    @Override
    public DatabaseKind kind() {
        return configured.dialect().kind();
    }

    @Override
    public String lockKind() {
        return configured.dialect().lockKind(configured.settings());
    }

    @Override
    public int order() {
        return configured.settings().order();
    }

    @Override
    public boolean allowsOutOfOrder() {
        return configured.settings().outOfOrder();
    }

    @Override
    public boolean isOneTransaction() {
        return configured.isOneTransaction();
    }

    /** Lists the files at the first call; they are taken as they were then. */
    @Override
    public List<Migration> migrations() {
        return configured.migrations();
    }

    @Override
    public void readAhead() {
        for (Migration migration : configured.migrations()) {
            migration.up().digest();
        }
    }

    @Override
    public MigrationSession connect(String runId, Deadline deadline) {
        try {
            SqlChannel channel = configured.dialect().connect(configured.settings(), runId, deadline);
            SqlSession session = new SqlSession(configured, channel, runId, deadline);
            try {
                deadline.check("while " + name() + " was connected");
                return session;
            } catch (MigrationException e) {
                session.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new ConnectionFailures(configured, deadline).connecting(e);
        }
    }

    @Override
    public void validate(Consumer<Finding> findings) {
        configured.validate(findings);
    }

    @Override
    public CreatedMigration create(NewMigration request) {
        Template template = configured.dialect() instanceof MigrationTemplates templates
                ? templates.template(Intent.of(request.name()))
                : Template.EMPTY;
        return new NewFiles(
                        name(),
                        configured.settings().paths(),
                        createIn,
                        configured.classLoader(),
                        configured.classes(),
                        kind().relational(),
                        Clock.systemUTC())
                .create(request, template.upText(request.name()), template.downText(request.name()));
    }

    @Override
    public @Nullable StatementProgress progress(String runId, List<SqlStatement> sent) {
        try {
            return configured.dialect() instanceof ProgressDialect asked
                    ? asked.progress(configured.settings(), runId, sent)
                    : null;
        } catch (SQLException e) {
            LoggerFactory.getLogger(SqlDatabase.class)
                    .debug("{} does not say how far its statement is", configured.settings(), e);
            return null;
        }
    }

    @Override
    public Connection open() throws SQLException {
        return Prompt.of(configured).open();
    }

    /** Its address as JDBC knows it, for an engine of somebody else's; perhaps without the user. */
    public String jdbcUrl() {
        return configured.jdbcUrl();
    }

    /**
     * Connects for a run of an engine of somebody else's, which closes the connection. It ends with this process where the server
     * can be told so.
     *
     * @throws DatabaseUnreachableException as of {@link #connect}
     */
    public Connection open(String runId, Deadline deadline) {
        try {
            return configured.dialect() instanceof GuestDialect host
                    ? host.open(configured.settings(), runId, deadline)
                    : open();
        } catch (SQLException e) {
            throw new ConnectionFailures(configured, deadline).connecting(e);
        }
    }

    /** Whether its server keeps locks for engines of somebody else's. */
    public boolean lendsLocks() {
        return configured.dialect() instanceof LockLender;
    }

    /**
     * A lock of that name for an engine of somebody else's; takes nothing yet.
     *
     * @throws InvalidConfigurationException where it {@linkplain #lendsLocks() lends none}
     */
    public RunLock lock(String lockName, String runId, Deadline deadline) throws SQLException {
        DatabaseSettings settings = configured.settings();
        return LockLender.of(settings).lend(settings, runId, deadline, lockName);
    }

    @Override
    public List<String> split(String text) {
        return Prompt.of(configured).split(text);
    }

    /** Builds a {@link SqlDatabase}. What is not set, or set to {@code null}, has its default. */
    public static final class Builder {
        private final String name;
        private @Nullable String url;
        private @Nullable String username;
        private @Nullable String password;
        private List<String> paths = List.of();
        private String table = DatabaseSettings.DEFAULT_TABLE;
        private @Nullable String schema;
        private @Nullable String engine;
        private @Nullable String cluster;
        private @Nullable String lock;
        private Duration lease = DatabaseSettings.DEFAULT_LEASE;
        private @Nullable SqlDatabase lender;
        private int order;
        private @Nullable Duration lockTimeout;
        private @Nullable Duration statementTimeout;
        private boolean outOfOrder;
        private @Nullable TransactionScope transaction;
        private Map<String, String> placeholders = Map.of();
        private @Nullable List<JavaMigration> javaMigrations;
        private @Nullable String createIn;
        private ClassLoader classLoader = SqlDatabase.class.getClassLoader();

        private Builder(String name) {
            this.name = name;
        }

        /** Its address, required. */
        public Builder url(String address) {
            url = address;
            return this;
        }

        public Builder username(@Nullable String user) {
            username = user;
            return this;
        }

        public Builder password(@Nullable String secret) {
            password = secret;
            return this;
        }

        /** Where its migrations are: {@code file:…}, {@code classpath:…}, or a path without a scheme, which is a file's. */
        public Builder paths(List<String> locations) {
            paths = List.copyOf(locations);
            return this;
        }

        /** Its history table; {@value DatabaseSettings#DEFAULT_TABLE} unless set. */
        public Builder table(@Nullable String history) {
            table = history == null ? DatabaseSettings.DEFAULT_TABLE : history;
            return this;
        }

        /** The schema that holds the history and that scripts find first. */
        public Builder schema(@Nullable String holder) {
            schema = holder;
            return this;
        }

        /** The history table's engine. */
        public Builder engine(@Nullable String tableEngine) {
            engine = tableEngine;
            return this;
        }

        /** The cluster over which the history is replicated. */
        public Builder cluster(@Nullable String name) {
            cluster = name;
            return this;
        }

        /**
         * How runs are kept apart, on ClickHouse: {@code auto} (unless set), {@code keeper-map}, {@code ladder},
         * {@code postgres:<name>} for that of a PostgreSQL database, which is then to be set as the {@linkplain
         * #lender(SqlDatabase) lender}, or {@code none}.
         */
        public Builder lock(@Nullable String kind) {
            lock = kind;
            return this;
        }

        /** How long a lock that has to be renewed outlives a holder that gives no sign of life; 30 seconds unless set. */
        public Builder lease(@Nullable Duration length) {
            lease = length == null ? DatabaseSettings.DEFAULT_LEASE : length;
            return this;
        }

        /** The database whose server keeps this one's lock. */
        public Builder lender(@Nullable SqlDatabase database) {
            lender = database;
            return this;
        }

        /** Databases with a lower one go first; 0 unless set. */
        public Builder order(int place) {
            order = place;
            return this;
        }

        /** How long a statement waits for a lock in the server. */
        public Builder lockTimeout(@Nullable Duration limit) {
            lockTimeout = limit;
            return this;
        }

        /** How long a single statement may take. */
        public Builder statementTimeout(@Nullable Duration limit) {
            statementTimeout = limit;
            return this;
        }

        /** Whether a pending migration older than an applied one is applied rather than refused. */
        public Builder outOfOrder(boolean allowed) {
            outOfOrder = allowed;
            return this;
        }

        /** What one transaction holds, where the kind of database lets one choose; each migration unless set. */
        public Builder transaction(@Nullable TransactionScope scope) {
            transaction = scope;
            return this;
        }

        /** What scripts write as <code>${name}</code>, by name; when none are set nothing is filled in. */
        public Builder placeholders(Map<String, String> values) {
            placeholders = Map.copyOf(values);
            return this;
        }

        /**
         * The Java migrations; unless set, those that are services. Those of other databases are left out, so all of an
         * application may be given to each.
         */
        public Builder javaMigrations(List<? extends JavaMigration> classes) {
            javaMigrations = List.copyOf(classes);
            return this;
        }

        /** The folder in which new migrations are created; unless set, the first of the paths that is in the file system. */
        public Builder createIn(@Nullable String folder) {
            createIn = folder;
            return this;
        }

        /** Finds {@code classpath:} locations, and Java migrations that are services. */
        public Builder classLoader(ClassLoader loader) {
            classLoader = loader;
            return this;
        }

        /**
         * Builds it. Does not connect.
         *
         * @throws InvalidConfigurationException when the address is of no known kind, or a setting is not of that kind
         */
        public SqlDatabase build() {
            if (url == null || url.isBlank()) {
                throw new InvalidConfigurationException(
                        Failure.of(name, "It has no address.", "Set tandem.databases." + name + ".url."), null);
            }
            DatabaseSettings settings = new DatabaseSettings(
                    name,
                    url,
                    username,
                    password,
                    paths,
                    table,
                    schema,
                    engine,
                    cluster,
                    lock,
                    lease,
                    lender == null ? null : lender.configured.settings(),
                    order,
                    lockTimeout,
                    statementTimeout,
                    outOfOrder,
                    transaction,
                    placeholders);
            List<JavaMigration> all = javaMigrations == null ? JavaMigrations.services(classLoader) : javaMigrations;
            List<JavaMigration> classes = all.stream()
                    .filter(migration -> migration.database().equals(name))
                    .toList();
            return new SqlDatabase(ConfiguredDatabase.of(settings, classes, classLoader), createIn);
        }
    }
}
