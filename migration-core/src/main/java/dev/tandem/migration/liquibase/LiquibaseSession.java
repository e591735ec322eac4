package dev.tandem.migration.liquibase;

import dev.tandem.migration.Action;
import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.Deadline;
import dev.tandem.migration.DescribesServer;
import dev.tandem.migration.Failure;
import dev.tandem.migration.History;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.LockStatus;
import dev.tandem.migration.LostLockException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.MigrationSession;
import dev.tandem.migration.PastRun;
import dev.tandem.migration.RowEstimates;
import dev.tandem.migration.Script;
import dev.tandem.migration.ServerInfo;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.Step;
import dev.tandem.migration.TableRows;
import dev.tandem.migration.seed.SeedTarget;
import dev.tandem.migration.seed.Seedable;
import dev.tandem.migration.sql.Identity;
import dev.tandem.migration.sql.SqlDatabase;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import liquibase.Scope;
import liquibase.change.Change;
import liquibase.changelog.ChangeLogHistoryService;
import liquibase.changelog.ChangeLogHistoryServiceFactory;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.StandardChangeLogHistoryService;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.exception.ValidationErrors;
import liquibase.executor.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run's connection to a database with a changelog. */
final class LiquibaseSession implements MigrationSession, DescribesServer, Seedable, RowEstimates {
    private static final Logger log = LoggerFactory.getLogger(LiquibaseSession.class);

    private final LiquibaseSettings settings;
    private final LiquibaseScope scope;
    private final ChangelogFiles files;
    private final Changelog changelog;
    private final HeldConnection connection;
    private final Database database;
    private final ChangeLogHistoryService table;
    private final ChangeLogLock lock;
    private final Beside beside;
    private final WholePreconditions preconditions;
    private final String runId;
    private final Deadline deadline;
    private final Deadline.Registration cancellation;
    private final Deadline.Registration lastResort;

    private LiquibaseSession(
            LiquibaseSettings settings,
            LiquibaseScope scope,
            ChangelogFiles files,
            Changelog changelog,
            HeldConnection connection,
            Database database,
            ChangeLogLock lock,
            Beside beside,
            String runId,
            Deadline deadline) {
        this.settings = settings;
        this.scope = scope;
        this.files = files;
        this.changelog = changelog;
        this.connection = connection;
        this.database = database;
        this.table = tables().getChangeLogService(database);
        this.lock = lock;
        this.beside = beside;
        this.preconditions = new WholePreconditions(settings, changelog, database);
        this.runId = runId;
        this.deadline = deadline;
        this.cancellation = deadline.onEnd(connection::cancel);
        this.lastResort = deadline.onSilence(connection::cut);
    }

    private static ChangeLogHistoryServiceFactory tables() {
        return Scope.getCurrentScope().getSingleton(ChangeLogHistoryServiceFactory.class);
    }

    static LiquibaseSession open(
            LiquibaseSettings settings, ChangelogFiles files, Changelog changelog, String runId, Deadline deadline)
            throws SQLException, LiquibaseException {
        LiquibaseScope scope =
                new LiquibaseScope(files.accessor(), settings.classLoader(), Changelog.kind(settings.jdbcUrl()));
        HeldConnection connection = new HeldConnection(connect(settings, runId, deadline), deadline);
        try {
            return scope.call(() -> {
                Database database = DatabaseFactory.getInstance()
                        .findCorrectDatabaseImplementation(new JdbcConnection(connection.seen()));
                scope.about(database);
                if (settings.schema() != null) {
                    database.setDefaultSchemaName(settings.schema());
                    database.setLiquibaseSchemaName(settings.schema());
                }
                ChangeLogLock lock = new ChangeLogLock(
                        new SessionLock(
                                settings,
                                database.getLiquibaseSchemaName() + "." + database.getDatabaseChangeLogTableName(),
                                runId,
                                deadline),
                        database,
                        connection.seen(),
                        settings.staleLock(),
                        "run " + runId + " of " + Identity.userAndHost());
                Beside beside = new Beside(settings, runId, deadline);
                return new LiquibaseSession(
                        settings, scope, files, changelog, connection, database, lock, beside, runId, deadline);
            });
        } catch (LiquibaseException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static Connection connect(LiquibaseSettings settings, String runId, Deadline deadline) throws SQLException {
        SqlDatabase known = settings.known();
        if (known != null) {
            return known.open(runId, deadline);
        }
        requireDriver(settings);
        return DriverManager.getConnection(settings.jdbcUrl(), credentials(settings));
    }

    /** Waiting for the server would not bring it; and what says so repeats the address. */
    private static void requireDriver(LiquibaseSettings settings) {
        if (DriverManager.drivers().noneMatch(driver -> accepts(driver, settings.jdbcUrl()))) {
            throw new InvalidConfigurationException(
                    Failure.of(
                            settings.name(),
                            "No JDBC driver on the class path knows the address of this database.",
                            "Add the driver of its server to the application, or correct tandem.databases."
                                    + settings.name() + ".url."),
                    null);
        }
    }

    private static boolean accepts(Driver driver, String url) {
        try {
            return driver.acceptsURL(url);
        } catch (SQLException e) {
            log.debug("{} says nothing of an address", driver, e);
            return false;
        }
    }

    private static Properties credentials(LiquibaseSettings settings) {
        Properties properties = new Properties();
        if (settings.username() != null) {
            properties.setProperty("user", settings.username());
        }
        if (settings.password() != null) {
            properties.setProperty("password", settings.password());
        }
        return properties;
    }

    @Override
    public History history() {
        return asking(() -> {
            table.reset();
            History history = hasTable()
                    ? new RanChangeSets(changelog, settings.runAlways(), scope.deployment(), runId)
                            .history(table.getRanChangeSets())
                    : History.EMPTY;
            connection.rollback();
            return history;
        });
    }

    /** Every other kind of service is asked as it is. */
    private boolean hasTable() {
        return !(table instanceof StandardChangeLogHistoryService standard) || standard.hasDatabaseChangeLogTable();
    }

    @Override
    public Script script(Step step) {
        ChangeSet changeSet = changelog.changeSet(step.id());
        if (changeSet == null) {
            throw new InvalidMigrationException(
                    Failure.of(
                            settings.name(),
                            "There is no change set for " + step.title() + " in the changelog.",
                            "Bring it back, or leave it alone: Liquibase does not miss it."),
                    null);
        }
        return asking(() -> {
            if (step.action() == Action.UP) {
                preconditions.require(connection);
                refuseInvalid(step, changeSet);
            }
            return ChangeSetScript.of(step, changeSet, database).made();
        });
    }

    /** Before anything runs anywhere. */
    private void refuseInvalid(Step step, ChangeSet changeSet) {
        for (Change change : changeSet.getChanges()) {
            ValidationErrors errors = change.validate(database);
            if (errors.hasErrors()) {
                throw new InvalidMigrationException(
                        Failure.inFile(
                                        changeSet.getFilePath(),
                                        null,
                                        step.name() + " is not valid: " + change.getSerializedObjectName() + ": "
                                                + String.join("; ", errors.getErrorMessages()),
                                        "Mend that, then run again.")
                                .in(settings.name(), step.id()),
                        null);
            }
        }
    }

    @Override
    public boolean tryLock() {
        return asking(() -> lock.tryLock() && beside.tryLock());
    }

    @Override
    public void unlock() {
        connection.resume();
        asking(() -> {
            beside.unlock();
            lock.unlock();
            return true;
        });
    }

    @Override
    public LockStatus lock() {
        return asking(lock::status);
    }

    @Override
    public String lockKind() {
        return ChangeLogLock.KIND;
    }

    @Override
    public void run(List<Step> steps, MigrationListener listener) {
        asking(() -> {
            // Creates its table, or gives it the columns that it lacks, by itself.
            table.init();
            connection.commit();
            // A change set remembers how it was run last, and would be recorded like that.
            Changelog fresh = Changelog.read(settings, files);
            ChangeSetRun run = new ChangeSetRun(settings, fresh, database, connection, lock, deadline, listener);
            steps.forEach(run::run);
            return true;
        });
    }

    @Override
    public List<String> dropStatements() {
        return asking(() -> new LiquibaseDrop(database).statements());
    }

    @Override
    public void drop() {
        asking(() -> {
            deadline.check("before " + settings.name() + " was emptied");
            lock.check();
            database.dropDatabaseObjects(database.getDefaultSchema());
            connection.commit();
            lock.afterDrop();
            return true;
        });
    }

    @Override
    public ServerInfo server() {
        return asking(() -> {
            long start = System.nanoTime();
            String version = database.getDatabaseProductName() + " " + database.getDatabaseProductVersion();
            connection.own().isValid(5);
            Duration roundTrip = Duration.ofNanos(System.nanoTime() - start);
            String name = database.escapeTableName(
                    database.getLiquibaseCatalogName(),
                    database.getLiquibaseSchemaName(),
                    database.getDatabaseChangeLogTableName());
            return new ServerInfo(version, roundTrip, name, hasTable(), null, null, null);
        });
    }

    /** What Liquibase calls deployments: it remembers what they have run and not taken back since, and not what failed. */
    @Override
    public List<PastRun> pastRuns(int limit) {
        return asking(() -> hasTable() ? Deployments.of(table.getRanChangeSets(), limit) : List.of());
    }

    @Override
    public SeedTarget seedTarget() {
        return beside.seedTarget();
    }

    /** Without Liquibase's own tables, whose rows nobody misses. */
    @Override
    public List<TableRows> rows() {
        List<String> own =
                List.of(database.getDatabaseChangeLogTableName(), database.getDatabaseChangeLogLockTableName());
        return beside.rows().stream()
                .filter(rows -> own.stream().noneMatch(rows.table().replaceAll(".*\\.", "")::equalsIgnoreCase))
                .toList();
    }

    private <T extends @Nullable Object> T asking(LiquibaseScope.Work<T> work) {
        try {
            return scope.call(work);
        } catch (MigrationException e) {
            throw e;
        } catch (LiquibaseException e) {
            throw failed(e);
        }
    }

    private MigrationException failed(LiquibaseException problem) {
        if (lock.isLost()) {
            return new LostLockException(
                    Failure.of(
                            settings.name(),
                            "The lock was lost: " + Problems.reason(problem),
                            "Look at migrate status, then run again."),
                    problem);
        }
        boolean gone = isGone();
        Failure failure = Failure.of(
                settings.name(),
                (gone ? "It does not answer any more: " : "Liquibase says: ") + Problems.reason(problem),
                gone ? "Look whether it is there, then run again." : "Mend that, then run again.");
        if (deadline.hasEnded()) {
            return deadline.exceeded(failure, "while " + settings.name() + " was asked", problem);
        }
        return gone
                ? new DatabaseUnreachableException(failure, true, problem)
                : new StatementFailedException(failure, problem);
    }

    private boolean isGone() {
        try {
            return connection.own().isClosed() || !connection.own().isValid(2);
        } catch (SQLException e) {
            log.debug("Whether the connection is there could not be asked", e);
            return true;
        }
    }

    @Override
    public void close() {
        cancellation.close();
        connection.leave();
        try {
            scope.call(() -> {
                connection.rollback();
                beside.close();
                lock.close();
                tables().resetAll();
                // It keeps one for each database that it was ever asked about.
                Scope.getCurrentScope().getSingleton(ExecutorService.class).clearExecutor("jdbc", database);
                return true;
            });
        } catch (LiquibaseException e) {
            log.debug("Closing the connection to {} failed", settings, e);
        } finally {
            connection.close();
            lastResort.close();
        }
    }
}
