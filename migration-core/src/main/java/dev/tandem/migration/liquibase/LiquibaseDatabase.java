package dev.tandem.migration.liquibase;

import dev.tandem.migration.DatabaseKind;
import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.Deadline;
import dev.tandem.migration.Failure;
import dev.tandem.migration.Finding;
import dev.tandem.migration.Finding.Severity;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.Migration;
import dev.tandem.migration.MigrationDatabase;
import dev.tandem.migration.MigrationId;
import dev.tandem.migration.MigrationSession;
import dev.tandem.migration.NamedMigrations;
import dev.tandem.migration.SqlPrompt;
import dev.tandem.migration.ValidatesMigrations;
import dev.tandem.migration.sql.SqlDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import liquibase.database.Database;
import liquibase.exception.LiquibaseException;
import org.jspecify.annotations.Nullable;

/**
 * A database whose migrations are the change sets of a Liquibase changelog. Liquibase runs them and keeps its DATABASECHANGELOG, so a
 * database that it has migrated before simply goes on. A change set is known by {@code path::author::id}; its version is its position in
 * the changelog, and only for display.
 */
public final class LiquibaseDatabase implements MigrationDatabase, NamedMigrations, ValidatesMigrations, SqlPrompt {
    private static final Duration STALE = Duration.ofMinutes(10);

    private final LiquibaseSettings settings;
    private final DatabaseKind kind;
    private final ChangelogFiles files;
    private volatile @Nullable Changelog changelog;

    private LiquibaseDatabase(LiquibaseSettings settings, String kind) {
        this.settings = settings;
        this.kind = new DatabaseKind(kind, true);
        this.files = ChangelogFiles.of(settings.changelog(), settings.classLoader());
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
        return kind;
    }

    @Override
    public String lockKind() {
        return ChangeLogLock.KIND;
    }

    @Override
    public int order() {
        return settings.order();
    }

    /** As Liquibase has it: what is put in the midst of a changelog is run. */
    @Override
    public boolean allowsOutOfOrder() {
        return true;
    }

    @Override
    public Set<MigrationId> alwaysRun() {
        return changelog().alwaysRun();
    }

    @Override
    public List<Migration> migrations() {
        try {
            Database unconnected = Changelog.kind(settings.jdbcUrl());
            return new LiquibaseScope(files.accessor(), settings.classLoader(), unconnected)
                    .call(() -> changelog().migrations(unconnected));
        } catch (LiquibaseException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public @Nullable Long version(String identity) {
        return changelog().position(identity);
    }

    @Override
    public void validate(Consumer<Finding> findings) {
        try {
            Changelog.read(settings, files);
        } catch (InvalidMigrationException e) {
            findings.accept(new Finding(Severity.ERROR, e.failure()));
        }
    }

    @Override
    public Connection open() throws SQLException {
        return known().open();
    }

    @Override
    public List<String> split(String text) {
        return known().split(text);
    }

    private SqlDatabase known() {
        if (settings.known() == null) {
            throw new InvalidConfigurationException(
                    Failure.of(name(), "There is no prompt for this kind of database.", "Use its own client."), null);
        }
        return settings.known();
    }

    /** Reads it at the first call; it is taken as it was then. */
    private Changelog changelog() {
        Changelog known = changelog;
        if (known == null) {
            known = Changelog.read(settings, files);
            changelog = known;
        }
        return known;
    }

    @Override
    public MigrationSession connect(String runId, Deadline deadline) {
        try {
            return LiquibaseSession.open(settings, files, changelog(), runId, deadline);
        } catch (SQLException | LiquibaseException e) {
            Failure failure = Failure.of(
                    name(),
                    "It cannot be reached: " + settings.masked(Problems.reason(e)),
                    "Look whether it is there, and at the address, user and password of this database.");
            throw deadline.hasEnded()
                    ? deadline.exceeded(failure, "while " + name() + " was connected", e)
                    : new DatabaseUnreachableException(failure, true, e);
        }
    }

    /** Builds a {@link LiquibaseDatabase}. What is not set, or set to {@code null}, has its default. */
    public static final class Builder {
        private final String name;
        private @Nullable String url;
        private @Nullable String username;
        private @Nullable String password;
        private @Nullable String schema;
        private @Nullable String changelog;
        private @Nullable String contexts;
        private @Nullable String labels;
        private Map<String, String> parameters = Map.of();
        private boolean runAlways;
        private Duration staleLock = STALE;
        private int order;
        private ClassLoader classLoader = LiquibaseDatabase.class.getClassLoader();

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

        /** The schema that unqualified names are of, and that holds Liquibase's tables. */
        public Builder schema(@Nullable String holder) {
            schema = holder;
            return this;
        }

        /** Where its changelog is, required: {@code classpath:…}, {@code file:…} or a path. */
        public Builder changelog(String location) {
            changelog = location;
            return this;
        }

        /** Which contexts are run, as Liquibase has them; all unless set. */
        public Builder contexts(@Nullable String selected) {
            contexts = selected;
            return this;
        }

        /** Which labels are run, as Liquibase has them; all unless set. */
        public Builder labels(@Nullable String selected) {
            labels = selected;
            return this;
        }

        /** The parameters of the changelog. */
        public Builder parameters(Map<String, String> values) {
            parameters = Map.copyOf(values);
            return this;
        }

        /** Whether change sets with runAlways make a run due; unless set, they only run beside others. */
        public Builder runAlways(@Nullable Boolean due) {
            runAlways = Boolean.TRUE.equals(due);
            return this;
        }

        /** How old somebody else's row of Liquibase's lock is before it is taken over; ten minutes unless set. */
        public Builder staleLock(@Nullable Duration age) {
            staleLock = age == null ? STALE : age;
            return this;
        }

        /** Databases with a lower one go first; 0 unless set. */
        public Builder order(int place) {
            order = place;
            return this;
        }

        /** Finds what is on the class path. */
        public Builder classLoader(ClassLoader loader) {
            classLoader = loader;
            return this;
        }

        /**
         * Builds it. Does not connect, and reads nothing.
         *
         * @throws InvalidConfigurationException when it has no address or no changelog, or Liquibase knows no such database
         */
        public LiquibaseDatabase build() {
            if (url == null || changelog == null) {
                throw new InvalidConfigurationException(
                        Failure.of(
                                name,
                                "It has no " + (url == null ? "address" : "changelog") + ".",
                                "Set tandem.databases." + name + (url == null ? ".url." : ".changelog.")),
                        null);
            }
            SqlDatabase known = SqlDatabase.knows(url) ? known(url) : null;
            String jdbcUrl = known == null ? url : known.jdbcUrl();
            LiquibaseSettings settings = new LiquibaseSettings(
                    name,
                    url,
                    jdbcUrl,
                    username,
                    password,
                    schema,
                    changelog,
                    contexts,
                    labels,
                    parameters,
                    runAlways,
                    staleLock,
                    order,
                    classLoader,
                    known);
            try {
                return new LiquibaseDatabase(settings, Changelog.kind(jdbcUrl).getShortName());
            } catch (LiquibaseException e) {
                throw new InvalidConfigurationException(
                        Failure.of(
                                name,
                                "Liquibase knows no database with the address of this one.",
                                "Give tandem.databases." + name + ".url as a JDBC address."),
                        e);
            }
        }

        private SqlDatabase known(String address) {
            return SqlDatabase.builder(name)
                    .url(address)
                    .username(username)
                    .password(password)
                    .schema(schema)
                    .order(order)
                    .javaMigrations(List.of())
                    .classLoader(classLoader)
                    .build();
        }
    }
}
