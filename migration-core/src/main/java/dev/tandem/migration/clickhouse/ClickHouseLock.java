package dev.tandem.migration.clickhouse;

import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.Deadline;
import dev.tandem.migration.Failure;
import dev.tandem.migration.HistoryMismatchException;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.LockStatus;
import dev.tandem.migration.sql.DatabaseSettings;
import dev.tandem.migration.sql.Identity;
import dev.tandem.migration.sql.LockLender;
import dev.tandem.migration.sql.RunLock;
import dev.tandem.migration.sql.TableLocation;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lock of a run on a database: of the kind that is configured, or that the history records, or that the server can keep.
 *
 * <ol>
 *   <li>A kind that is configured is taken, unless the comment of the history names another one: then the run is refused,
 *       because those who go by the other would not be kept away.
 *   <li>With {@code auto} the recorded one is taken; without a history a {@link KeeperMapStore} where one can be created, else
 *       a {@link LadderStore}.
 *   <li>Who creates the history records the kind in its comment.
 * </ol>
 */
final class ClickHouseLock implements Sender.Permit, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ClickHouseLock.class);
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final ClickHouseDialect dialect;
    private final DatabaseSettings settings;
    private final Servers servers;
    private final ClickHouseHistory history;
    private final Activity activity;
    private final String runId;
    private final Deadline deadline;
    private final Runnable whenLost;
    private final LockConnection connection;
    private final String configured;
    private volatile @Nullable RunLock lock;
    private @Nullable LockKind kind;
    private Optional<LockKind> recorded = Optional.empty();

    /** @param whenLost ends what the run has in the server */
    ClickHouseLock(
            ClickHouseDialect dialect,
            DatabaseSettings settings,
            ClickHouseAddress address,
            ClickHouseHistory history,
            Activity activity,
            String runId,
            Deadline deadline,
            Runnable whenLost) {
        this.dialect = dialect;
        this.settings = settings;
        this.servers = new Servers(dialect, settings.cluster());
        this.history = history;
        this.activity = activity;
        this.runId = runId;
        this.deadline = deadline;
        this.whenLost = whenLost;
        this.connection = new LockConnection(address);
        this.configured = configured(settings);
    }

    /**
     * Refuses what is no kind of lock.
     *
     * @throws InvalidConfigurationException naming the setting
     */
    static void check(DatabaseSettings settings) {
        String property = "tandem.databases." + settings.name() + ".lock";
        Optional<LockKind> kind = LockKind.of(configured(settings));
        if (kind.isEmpty() && !configured(settings).equals(LockKind.AUTO)) {
            throw invalid(
                    settings,
                    property + " is set to '" + settings.lock() + "'.",
                    "Set it to auto, keeper-map, ladder, postgres:<name>, or none.");
        }
        if (kind.equals(Optional.of(LockKind.POSTGRES)) && settings.lender() == null) {
            throw invalid(
                    settings,
                    property + " is set to '" + settings.lock() + "', and there is no such PostgreSQL database.",
                    "Name one of the configured databases, as in postgres:main.");
        }
        if (settings.lender() != null) {
            LockLender.of(settings.lender());
        }
        if (settings.lease().compareTo(SHORTEST) < 0) {
            throw invalid(
                    settings,
                    "A lease of " + settings.lease().toMillis() + " ms is too short to be renewed in time.",
                    "Set tandem.lease to " + SHORTEST.toSeconds() + "s or more.");
        }
    }

    private static InvalidConfigurationException invalid(DatabaseSettings settings, String message, String action) {
        return new InvalidConfigurationException(Failure.of(settings.name(), message, action), null);
    }

    static String configured(DatabaseSettings settings) {
        return settings.lock() == null ? LockKind.AUTO : settings.lock();
    }

    /** The kind that this run has taken. */
    LockKind kind() {
        return Objects.requireNonNull(kind, "the lock is taken before anything is written");
    }

    /** The kind as people read it, as far as it is known by now. */
    String word() {
        return Optional.ofNullable(kind)
                .or(() -> recorded)
                .or(() -> LockKind.of(configured))
                .map(LockKind::word)
                .orElse(LockKind.AUTO);
    }

    boolean tryLock(TableLocation location) throws SQLException {
        requireRecorded(location);
        // Whatever is sent under it is the run's, and is to be found by the next one.
        activity.markFor(location);
        RunLock known = lock;
        if (known == null) {
            known = create(location, decide(location));
            lock = known;
        }
        return known.tryLock();
    }

    /** What the comment of the history says. */
    void historyComment(@Nullable String comment) {
        recorded = LockKind.recorded(comment);
    }

    /** If the lock is taken, refuses a history that somebody has created meanwhile who goes by another one. */
    void confirm(TableLocation location) {
        if (kind != null) {
            requireRecorded(location);
        }
    }

    /** Refuses a history whose runs are kept apart in another way than this one. */
    private void requireRecorded(TableLocation location) {
        recorded = LockKind.recorded(location.comment());
        if (LockKind.isUnknown(location.comment())) {
            throw new HistoryMismatchException(
                    Failure.of(
                            settings.name(),
                            "Runs on the history " + location.qualified(dialect)
                                    + " are kept apart by a lock that this version does not know, as its comment says: "
                                    + location.comment() + ". Nothing was executed.",
                            "Use the version that has it, or a newer one."),
                    null);
        }
        Optional<LockKind> ours = kind != null ? Optional.of(kind) : LockKind.of(configured);
        boolean other = recorded.isPresent() && ours.isPresent() && recorded.get() != ours.get();
        boolean unnamed = recorded.equals(Optional.of(LockKind.POSTGRES)) && settings.lender() == null;
        if (location.exists() && (other || unnamed)) {
            String theirs = recorded.get().word();
            String property = "tandem.databases." + settings.name() + ".lock";
            throw new InvalidConfigurationException(
                    Failure.of(
                            settings.name(),
                            "Runs on the history " + location.qualified(dialect) + " are kept apart by the lock '"
                                    + theirs + "', as its comment says, and this one would use '"
                                    + ours.map(LockKind::word).orElse(configured)
                                    + "': they would not keep each other away. Nothing was executed.",
                            "Set " + property + "=" + theirs + (unnamed || theirs.equals("postgres") ? ":<name>" : "")
                                    + " here, too. To change the lock of all, end every run, then: ALTER TABLE "
                                    + location.qualified(dialect) + " MODIFY COMMENT '"
                                    + ours.map(LockKind::comment).orElse(LockKind.LADDER.comment()) + "'"),
                    null);
        }
    }

    private LockKind decide(TableLocation location) throws SQLException {
        LockKind decided = LockKind.of(configured).or(() -> recorded).orElse(null);
        if (decided == null) {
            decided = keeperMap(location).isPossible() ? LockKind.KEEPER_MAP : LockKind.LADDER;
        }
        if (decided == LockKind.LADDER) {
            requireOneServer();
        }
        kind = decided;
        return decided;
    }

    private void requireOneServer() {
        String several = settings.cluster() != null
                ? "the cluster " + settings.cluster()
                : history.isReplicated()
                        ? "a Replicated database"
                        : HistoryEngine.isOfSeveralServers(settings.engine())
                                ? "a history of the engine " + settings.engine()
                                : ClickHouseAddress.severalHosts(settings);
        if (several != null) {
            throw new InvalidConfigurationException(
                    Failure.of(
                            settings.name(),
                            "Runs on several hosts (" + several + ") cannot be kept apart by the tables of one of them,"
                                    + " and the server can keep no KeeperMap table. Nothing was executed.",
                            "Set keeper_map_path_prefix in the servers' configuration; or let PostgreSQL keep the lock:"
                                    + " tandem.databases." + settings.name()
                                    + ".lock=postgres:<name>; or, if one run at a"
                                    + " time is made sure of in another way: lock=none."),
                    null);
        }
    }

    private KeeperMapStore keeperMap(TableLocation location) {
        return new KeeperMapStore(dialect, connection, location, history.onCluster());
    }

    private RunLock create(TableLocation location, LockKind decided) throws SQLException {
        return switch (decided) {
            case KEEPER_MAP -> leased(keeperMap(location), location);
            case LADDER -> leased(new LadderStore(dialect, connection, location), location);
            case POSTGRES -> borrowed(location);
            case NONE -> new NoLock(activity);
        };
    }

    private RunLock leased(LeaseStore store, TableLocation location) {
        return new LeasedLock(
                store,
                new Predecessors(servers, connection, location),
                "run " + runId + " of " + Identity.userAndHost(),
                settings.lease(),
                whenLost);
    }

    private RunLock borrowed(TableLocation location) {
        DatabaseSettings lender = Objects.requireNonNull(settings.lender(), "checked with the settings");
        try {
            return borrowed(location, lender);
        } catch (SQLException e) {
            throw new DatabaseUnreachableException(
                    Failure.of(
                            settings.name(),
                            "Its lock is kept by " + lender.name() + ", which cannot be reached: " + e.getMessage(),
                            "Check that it runs and that the address is right: " + lender + "."),
                    e);
        }
    }

    private RunLock borrowed(TableLocation location, DatabaseSettings lender) throws SQLException {
        String name = dialect.kind().id() + "\0" + location.schema() + "\0" + location.table();
        return new BorrowedLock(
                LockLender.of(lender).lend(lender, runId, deadline, name),
                new Predecessors(servers, connection, location));
    }

    @Override
    public void check() throws SQLException {
        if (lock != null) {
            lock.check();
        }
    }

    /** Whether it was not lost, as far as that can be told. */
    boolean isHeld() {
        try {
            check();
            return true;
        } catch (SQLException e) {
            log.debug("The lock is not held any more, or nobody can tell", e);
            return false;
        }
    }

    /** What a statement ended with that was on its way: if the lock was lost meanwhile, that. */
    SQLException explained(SQLException e) {
        RunLock taken = lock;
        if (taken == null || e instanceof LockGoneException) {
            return e;
        }
        try {
            taken.check();
            return e;
        } catch (SQLException gone) {
            return taken.isLost() ? LockGoneException.during(String.valueOf(gone.getMessage()), e) : e;
        }
    }

    /** Something may still be going on in the server. */
    void leave() {
        if (lock != null) {
            lock.leave();
        }
    }

    void unlock() {
        if (lock != null) {
            lock.unlock();
        }
    }

    /** The run is to end. */
    void cancel() {
        connection.cancel();
    }

    /** The server is silent: what is held lapses. */
    void giveUp() {
        connection.giveUp();
        if (lock != null) {
            lock.cut();
        }
    }

    /**
     * Who holds it, of whichever kind it is for those who run; takes nothing, and creates nothing. A run that is gone holds it
     * as long as the server is at a statement of its: nobody can tell yet what that leaves.
     */
    LockStatus status(TableLocation location) throws SQLException {
        // It may have been looked for before there was a history, whose comment was heard since.
        recorded = LockKind.recorded(location.comment()).or(() -> recorded);
        LockStatus status = statusOf(location);
        LockStatus active = status.isHeld() ? status : activity.lock();
        return status.isHeld() || active.holder() == null
                ? status
                : new LockStatus(
                        status.kind(),
                        active.holder() + ", a statement that the server is still executing",
                        active.since());
    }

    private LockStatus statusOf(TableLocation location) throws SQLException {
        LockKind known =
                kind != null ? kind : recorded.or(() -> LockKind.of(configured)).orElse(null);
        if (known == null || (known == LockKind.POSTGRES && settings.lender() == null)) {
            return new LockStatus(word(), null, null);
        }
        if (lock != null) {
            return lock.status();
        }
        if (known != LockKind.POSTGRES) {
            return create(location, known).status();
        }
        return seen(location, Objects.requireNonNull(settings.lender()));
    }

    /** Looking at a database does not need its lender, which may be down. */
    private LockStatus seen(TableLocation location, DatabaseSettings lender) {
        try (RunLock looked = borrowed(location, lender)) {
            return looked.status();
        } catch (SQLException e) {
            return LockStatus.unseen(
                    LockKind.POSTGRES.word(),
                    "it is kept by " + lender.name() + ", which cannot be reached: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        if (lock != null) {
            lock.close();
        }
        connection.close();
    }
}
