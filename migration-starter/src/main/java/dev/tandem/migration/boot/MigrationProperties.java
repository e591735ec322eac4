package dev.tandem.migration.boot;

import dev.tandem.migration.sql.TransactionScope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.core.env.Environment;

/**
 * The settings of Tandem. An empty value means unset, which is why none of them is of a primitive type: those cannot be
 * bound to nothing.
 *
 * @param enabled Whether Tandem does anything at all in this application.
 * @param autoMigrate Whether pending migrations are applied while the application starts.
 * @param timeout How long the migration at start-up may take, waiting for locks included.
 * @param startupCheck What is done at start-up about migrations that are not applied, when auto-migrate is off.
 * @param onFailure What becomes of the application when the migration or the check at start-up fails.
 * @param mode Whether the application waits for the migration at start-up, or starts beside it and is not ready until it is done.
 * @param rollbackOnFailure Whether a run that fails takes back what it has applied itself, in all databases, by the downs.
 * @param path Root of the migrations; the name of the database is appended to it.
 * @param seedPath Folder of the seed files; on the command line, seed dev is dev.yaml in it.
 * @param slowThreshold A migration that takes longer is warned of.
 * @param lease How long a lock that has to be renewed, on ClickHouse, outlives a run that gives no sign of life.
 * @param lockWait How long to wait for the lock of another run. At start-up until the timeout, on the command line 2m, unless set.
 * @param guarded Whether commands that take back, drop or overwrite are refused. Cannot be set on the command line.
 * @param page Whether /actuator/migrations is a page, too, for whoever asks for HTML.
 * @param push Where the command line leaves its meters when a run ends, for Jobs that nobody can scrape.
 * @param embedded Databases that run beside the application, for development.
 * @param databases The databases by name. A name is a lower-case letter followed by lower-case letters and digits.
 */
@ConfigurationProperties("tandem")
public record MigrationProperties(
        @DefaultValue("true") Boolean enabled,
        @DefaultValue("false") Boolean autoMigrate,
        @DefaultValue("5m") Duration timeout,
        @DefaultValue("warn") StartupCheck startupCheck,
        @DefaultValue("fail") OnFailure onFailure,
        @DefaultValue("blocking") Mode mode,
        @DefaultValue("false") Boolean rollbackOnFailure,
        @DefaultValue(MigrationProperties.DEFAULT_PATH) String path,
        @DefaultValue(MigrationProperties.DEFAULT_SEED_PATH) String seedPath,
        @DefaultValue("30s") Duration slowThreshold,
        @DefaultValue("30s") Duration lease,
        @Nullable Duration lockWait,
        @Name("protected") @DefaultValue("false") Boolean guarded,
        @DefaultValue("false") Boolean page,
        @DefaultValue Push push,
        @DefaultValue Embedded embedded,
        @DefaultValue Map<String, Database> databases) {

    static final String DEFAULT_PATH = "classpath:migrations";

    static final String DEFAULT_SEED_PATH = "classpath:seeds";

    public MigrationProperties {
        seedPath = seedPath.isBlank() ? DEFAULT_SEED_PATH : seedPath;
        path = path.isBlank() ? DEFAULT_PATH : path;
        databases = Map.copyOf(databases);
    }

    /** The settings of the databases alone, for who needs them before there are beans: binding all of them takes its time. */
    public static Map<String, Database> databasesIn(Environment environment) {
        return Binder.get(environment)
                .bind("tandem.databases", Bindable.mapOf(String.class, Database.class))
                .orElse(Map.of());
    }

    /** What is done at start-up about migrations that are not applied, when auto-migrate is off. */
    public enum StartupCheck {
        /** Nothing: the databases are not even asked. */
        NONE,
        /** A line in the log. */
        WARN,
        /** The application does not start. */
        FAIL,
        /** The application waits until somebody else has applied them. */
        WAIT
    }

    /** What becomes of the application when the migration at start-up fails. */
    public enum OnFailure {
        /** It does not start. */
        FAIL,
        /** It starts, and its health is down. */
        CONTINUE
    }

    /** Whether the application waits for the migration at start-up. */
    public enum Mode {
        /** Nothing that uses a database is there before it is done. */
        BLOCKING,
        /** The application starts beside it; its health refuses traffic until it is done. */
        BACKGROUND
    }

    /** What becomes of a pending migration older than an applied one. */
    public enum OutOfOrder {
        REFUSE,
        ALLOW
    }

    /**
     * A Prometheus Pushgateway.
     *
     * @param url Its address, such as http://pushgateway:9091. Nothing is pushed unless set.
     * @param job Name of the job that the meters are grouped by.
     */
    public record Push(
            @Nullable String url,
            @DefaultValue(Push.DEFAULT_JOB) String job) {

        static final String DEFAULT_JOB = "tandem";

        public Push {
            url = unsetIfBlank(url);
            job = job.isBlank() ? DEFAULT_JOB : job;
        }
    }

    /**
     * Databases that run beside the application, for development.
     *
     * @param enabled Whether to use embedded databases where no URL is configured. Needs migration-embedded on the class path.
     * @param directory Where they keep their data; those that already run there are used.
     * @param postgresPort Port of the embedded PostgreSQL.
     * @param clickhousePort Port of the embedded ClickHouse.
     * @param postgresVersion Version of PostgreSQL to insist on, such as 17.
     */
    public record Embedded(
            @DefaultValue("false") Boolean enabled,
            @DefaultValue(Embedded.DEFAULT_DIRECTORY) String directory,
            @Nullable Integer postgresPort,
            @Nullable Integer clickhousePort,
            @Nullable String postgresVersion) {

        static final String DEFAULT_DIRECTORY = ".embedded";

        public Embedded {
            directory = directory.isBlank() ? DEFAULT_DIRECTORY : directory;
            postgresVersion = unsetIfBlank(postgresVersion);
        }
    }

    /**
     * One database.
     *
     * @param enabled Whether it takes part.
     * @param order Databases with a lower one go first; among equals relational ones, then by name.
     * @param url JDBC URL, or postgres://… or clickhouse://…. The database named postgres uses that of the application's DataSource unless set.
     * @param dataSource Name of a DataSource bean whose address, user and password are used unless these are set. Only in the application.
     * @param createDataSource Whether the application gets a DataSource and a JdbcClient for it, both qualified by its name.
     * @param username User that migrates.
     * @param password Password of that user.
     * @param paths Where its migrations are, instead of the root.
     * @param table Name of its history table.
     * @param schema Schema of its history table.
     * @param engine Table engine of its history, on ClickHouse.
     * @param cluster Cluster over which its history is replicated, on ClickHouse.
     * @param lock How runs are kept apart, on ClickHouse: auto, keeper-map, ladder, postgres:<name> for the lock of that database's server, or none. Auto unless set.
     * @param lockTimeout How long a statement waits for a lock on a table before it is tried again, on PostgreSQL.
     * @param statementTimeout How long a single statement may take.
     * @param outOfOrder What becomes of a pending migration older than an applied one.
     * @param transaction What one transaction holds, on PostgreSQL: each migration, or all that a run executes. Each unless set.
     * @param placeholders Values by name; scripts write ${name}.
     * @param createIn Folder in which new migrations are created. The first of the paths that is in the file system unless set.
     * @param changelog A Liquibase changelog whose change sets are its migrations, instead of files in paths.
     * @param contexts Which contexts of the changelog are run, as Liquibase has them. All unless set.
     * @param labels Which labels of the changelog are run, as Liquibase has them. All unless set.
     * @param parameters Parameters of the changelog by name; it says ${name}.
     * @param runAlways Whether change sets with runAlways make a run due. They are run only beside others unless set.
     * @param staleLock How old the row of Liquibase's own lock is before it is taken for one that an ended process has left, and taken over. 10m unless set.
     */
    public record Database(
            @DefaultValue("true") Boolean enabled,
            @DefaultValue("0") Integer order,
            @Nullable String url,
            @Nullable String dataSource,
            @DefaultValue("false") Boolean createDataSource,
            @Nullable String username,
            @Nullable String password,
            @DefaultValue List<String> paths,
            @Nullable String table,
            @Nullable String schema,
            @Nullable String engine,
            @Nullable String cluster,
            @Nullable String lock,
            @Nullable Duration lockTimeout,
            @Nullable Duration statementTimeout,
            @DefaultValue("refuse") OutOfOrder outOfOrder,
            @Nullable TransactionScope transaction,
            @DefaultValue Map<String, String> placeholders,
            @Nullable String createIn,
            @Nullable String changelog,
            @Nullable String contexts,
            @Nullable String labels,
            @DefaultValue Map<String, String> parameters,
            @Nullable Boolean runAlways,
            @Nullable Duration staleLock) {

        public Database {
            createIn = unsetIfBlank(createIn);
            url = unsetIfBlank(url);
            dataSource = unsetIfBlank(dataSource);
            username = unsetIfBlank(username);
            password = unsetIfBlank(password);
            paths = paths.stream().filter(path -> !path.isBlank()).toList();
            table = unsetIfBlank(table);
            schema = unsetIfBlank(schema);
            engine = unsetIfBlank(engine);
            cluster = unsetIfBlank(cluster);
            lock = unsetIfBlank(lock);
            placeholders = setOnes(placeholders);
            changelog = unsetIfBlank(changelog);
            contexts = unsetIfBlank(contexts);
            labels = unsetIfBlank(labels);
            parameters = setOnes(parameters);
        }

        private static Map<String, String> setOnes(Map<String, String> values) {
            return values.entrySet().stream()
                    .filter(entry -> !entry.getValue().isBlank())
                    .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
        }

        static Database defaults() {
            return new Database(
                    true,
                    0,
                    null,
                    null,
                    false,
                    null,
                    null,
                    List.of(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    OutOfOrder.REFUSE,
                    null,
                    Map.of(),
                    null,
                    null,
                    null,
                    null,
                    Map.of(),
                    null,
                    null);
        }

        /** Without the address and the password: both may hold secrets, and records are printed by accident. */
        @Override
        public String toString() {
            return "Database[enabled=" + enabled + ", username=" + username + ", paths=" + paths + "]";
        }
    }

    private static @Nullable String unsetIfBlank(@Nullable String value) {
        return value == null || value.isBlank() ? null : value;
    }
}
