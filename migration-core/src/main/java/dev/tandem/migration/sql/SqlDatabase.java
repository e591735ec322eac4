package dev.tandem.migration.sql;

import dev.tandem.migration.CreatedMigration;
import dev.tandem.migration.CreatesMigrations;
import dev.tandem.migration.DatabaseKind;
import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.Deadline;
import dev.tandem.migration.Failure;
import dev.tandem.migration.Finding;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.Migration;
import dev.tandem.migration.MigrationDatabase;
import dev.tandem.migration.MigrationSession;
import dev.tandem.migration.NewMigration;
import dev.tandem.migration.Script;
import dev.tandem.migration.ServerProgress;
import dev.tandem.migration.SqlPrompt;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.StatementProgress;
import dev.tandem.migration.ValidatesMigrations;
import dev.tandem.migration.script.Placeholders;
import dev.tandem.migration.source.MigrationFiles;
import dev.tandem.migration.source.NewFiles;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An SQL database that is migrated by scripts. Its kind follows from its address. */
public final class SqlDatabase
        implements MigrationDatabase, CreatesMigrations, ValidatesMigrations, ServerProgress, SqlPrompt {
    private static final Logger log = LoggerFactory.getLogger(SqlDatabase.class);

    private final DatabaseSettings settings;
    private final Dialect dialect;
    private final ClassLoader classLoader;
    private final Placeholders placeholders;
    private final @Nullable String createIn;
    private volatile @Nullable List<Migration> migrations;

    private SqlDatabase(
            DatabaseSettings settings, Dialect dialect, ClassLoader classLoader, @Nullable String createIn) {
        this.createIn = createIn;
        this.settings = settings;
        this.dialect = dialect;
        this.classLoader = classLoader;
        this.placeholders = Placeholders.of(settings.placeholders());
    }

    /** Starts one with this name. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public DatabaseKind kind() {
        return dialect.kind();
    }

    @Override
    public String lockKind() {
        return dialect.lockKind();
    }

    @Override
    public int order() {
        return settings.order();
    }

    @Override
    public boolean allowsOutOfOrder() {
        return settings.outOfOrder();
    }

    @Override
    public boolean isOneTransaction() {
        return settings.transaction() == TransactionScope.ALL;
    }

    /** Lists the files at the first call; they are taken as they were then. */
    @Override
    public List<Migration> migrations() {
        List<Migration> known = migrations;
        if (known == null) {
            try {
                known = MigrationFiles.load(
                        settings.paths(), classLoader, source -> dialect.file(source, placeholders));
            } catch (InvalidMigrationException e) {
                throw new InvalidMigrationException(
                        e.failure().in(name(), e.failure().version()), e);
            }
            migrations = known;
        }
        return known;
    }

    @Override
    public MigrationSession connect(String runId, Deadline deadline) {
        try {
            SqlSession session = new SqlSession(this, dialect.connect(settings, runId, deadline), runId, deadline);
            if (deadline.hasEnded()) {
                session.close();
            }
            deadline.check("while " + name() + " was connected");
            return session;
        } catch (SQLException e) {
            DatabaseUnreachableException unreachable = unreachable(e);
            if (deadline.hasEnded()) {
                throw deadline.exceeded(unreachable.failure(), "while " + name() + " was connected", e);
            }
            throw unreachable;
        }
    }

    @Override
    public void validate(Consumer<Finding> findings) {
        new FileValidation(name(), dialect, findings)
                .check(problems -> MigrationFiles.load(
                        settings.paths(), classLoader, source -> dialect.file(source, placeholders), problems));
    }

    @Override
    public CreatedMigration create(NewMigration request) {
        Template template = dialect instanceof MigrationTemplates templates
                ? templates.template(Intent.of(request.name()))
                : Template.EMPTY;
        return new NewFiles(name(), settings.paths(), createIn, classLoader, Clock.systemUTC())
                .create(request, template.upText(request.name()), template.downText(request.name()));
    }

    @Override
    public @Nullable StatementProgress progress(String runId, List<SqlStatement> sent) {
        try {
            return dialect instanceof ProgressDialect asked ? asked.progress(settings, runId, sent) : null;
        } catch (SQLException e) {
            log.debug("{} does not say how far its statement is", settings, e);
            return null;
        }
    }

    @Override
    public Connection open() throws SQLException {
        return prompt().open(settings);
    }

    @Override
    public List<String> split(String text) {
        List<String> split = new ArrayList<>();
        try (Script.Statements statements =
                prompt().text(RecordedDown.source("the prompt", text)).up().open()) {
            statements.forEachRemaining(statement -> split.add(statement.executable()));
        }
        return split;
    }

    private PromptDialect prompt() {
        if (dialect instanceof PromptDialect prompt) {
            return prompt;
        }
        throw new InvalidConfigurationException(
                Failure.of(name(), "There is no prompt for this kind of database.", "Use its own client."), null);
    }

    DatabaseSettings settings() {
        return settings;
    }

    Dialect dialect() {
        return dialect;
    }

    Placeholders placeholders() {
        return placeholders;
    }

    @Nullable
    Migration migration(long version) {
        for (Migration migration : migrations()) {
            if (migration.version() == version) {
                return migration;
            }
        }
        return null;
    }

    DatabaseUnreachableException unreachable(SQLException e) {
        return new DatabaseUnreachableException(notReached(e), dialect.problem(e) == Dialect.Problem.UNREACHABLE, e);
    }

    private Failure notReached(SQLException e) {
        String message = dialect.answer(e).message();
        return switch (dialect.problem(e)) {
            case DENIED ->
                Failure.of(
                        name(),
                        "The server does not let us in: " + message,
                        "Check user, password and rights for " + settings + ".");
            case NO_DATABASE ->
                Failure.of(
                        name(),
                        "The server has no such database: " + message,
                        "Create it, or correct the address: " + settings + ".");
            case UNREACHABLE ->
                Failure.of(
                        name(),
                        "The server cannot be reached: " + message,
                        "Check that it runs and that the address is right: " + settings + ".");
            default ->
                Failure.of(
                        name(),
                        "The server refused to be asked: " + message,
                        "Check the address and its parameters: " + settings + ".");
        };
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
        private int order;
        private @Nullable Duration lockTimeout;
        private @Nullable Duration statementTimeout;
        private boolean outOfOrder;
        private @Nullable TransactionScope transaction;
        private Map<String, String> placeholders = Map.of();
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

        /** The folder in which new migrations are created; unless set, the first of the paths that is in the file system. */
        public Builder createIn(@Nullable String folder) {
            createIn = folder;
            return this;
        }

        /** Finds {@code classpath:} locations. */
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
                    order,
                    lockTimeout,
                    statementTimeout,
                    outOfOrder,
                    transaction,
                    placeholders);
            requireNames(settings);
            Dialect dialect = dialect(settings);
            dialect.check(settings);
            return new SqlDatabase(settings, dialect, classLoader, createIn);
        }

        private static void requireNames(DatabaseSettings settings) {
            for (String placeholder : settings.placeholders().keySet()) {
                if (!Placeholders.isName(placeholder)) {
                    throw new InvalidConfigurationException(
                            Failure.of(
                                    settings.name(),
                                    "'" + placeholder + "' is no name for a placeholder.",
                                    "Use letters, digits, _, - and dots, a letter or _ first."),
                            null);
                }
            }
        }

        private static Dialect dialect(DatabaseSettings settings) {
            List<String> known = new ArrayList<>();
            for (Dialect dialect : ServiceLoader.load(Dialect.class, Dialect.class.getClassLoader())) {
                if (dialect.accepts(settings.url())) {
                    return dialect;
                }
                known.add(dialect.kind().id());
            }
            throw new InvalidConfigurationException(
                    Failure.of(
                            settings.name(),
                            "No database is known for the address " + DatabaseSettings.withoutSecrets(settings.url())
                                    + ".",
                            "Known kinds: " + String.join(", ", known) + "."),
                    null);
        }
    }
}
