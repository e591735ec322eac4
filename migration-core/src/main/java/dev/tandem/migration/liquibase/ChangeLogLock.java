package dev.tandem.migration.liquibase;

import dev.tandem.migration.LockStatus;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Objects;
import liquibase.Scope;
import liquibase.changelog.ChangeLogHistoryServiceFactory;
import liquibase.database.Database;
import liquibase.datatype.DataTypeFactory;
import liquibase.exception.LiquibaseException;
import liquibase.executor.ExecutorService;
import liquibase.lockservice.DatabaseChangeLogLock;
import liquibase.lockservice.StandardLockService;
import liquibase.statement.DatabaseFunction;
import liquibase.statement.core.UpdateStatement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps runs apart, also from an older application whose Liquibase knows nothing of us.
 *
 * <ol>
 *   <li>First a lock of the session, where the server has such a lock: it ends with its process.
 *   <li>Then the row of Liquibase's own lock, into which we write whose it is.
 *   <li>A row that a run of ours has left is taken over at once by whoever has the lock of the session: its process is gone.
 *   <li>Any other row is taken over by whoever has the lock of the session once it is older than the limit: until then an older
 *       application may be at work.
 *   <li>Where there is no lock of the session no row is taken over: nothing tells a holder that is slow from one that is gone.
 * </ol>
 *
 * <p>Nothing is committed by whoever has lost the row: the last thing that a change set's transaction does is to look at it, and to keep
 * others from it until the commit. And nobody gives back a row that is another's.
 *
 * <p>What remains possible: an older application that is at work for longer than the limit loses its row to us.
 */
final class ChangeLogLock implements AutoCloseable {
    static final String KIND = "liquibase";
    private static final String OURS = "tandem ";
    /** As many characters as the column holds. */
    private static final int LONGEST = 255;

    private static final Logger log = LoggerFactory.getLogger(ChangeLogLock.class);

    private final SessionLock session;
    private final StandardLockService row = new StandardLockService();
    private final Database database;
    private final Connection connection;
    private final Duration stale;
    private final String owner;
    private boolean held;
    private boolean robbed;

    /**
     * Takes nothing yet, and connects to nothing.
     *
     * @param session the lock of the session, where the server has one
     * @param stale how old a row of somebody else's is before it is taken over
     * @param owner who holds it, if it is ours
     */
    ChangeLogLock(SessionLock session, Database database, Connection connection, Duration stale, String owner) {
        this.session = session;
        this.database = database;
        this.connection = connection;
        this.stale = stale;
        this.owner = cut(OURS + owner);
        row.setDatabase(database);
    }

    boolean tryLock() throws LiquibaseException, SQLException {
        if (held) {
            return true;
        }
        if (!session.tryLock()) {
            return false;
        }
        held = claim() || (isLeftBehind() && takeOver());
        if (!held) {
            session.unlock();
        }
        return held;
    }

    private static String cut(String owner) {
        return owner.length() > LONGEST ? owner.substring(0, LONGEST) : owner;
    }

    private boolean isLeftBehind() throws LiquibaseException {
        DatabaseChangeLogLock theirs = theirs();
        if (!session.exists() || theirs == null) {
            return false;
        }
        boolean ours = by(theirs).startsWith(OURS);
        return ours || age(theirs).compareTo(stale) > 0;
    }

    private boolean takeOver() throws LiquibaseException {
        DatabaseChangeLogLock theirs = theirs();
        log.warn(
                "The row of Liquibase's lock was left behind by {}, and is taken over",
                theirs == null ? "somebody" : who(theirs));
        row.forceReleaseLock();
        row.reset();
        return claim();
    }

    /**
     * Takes the row if it is free, as Liquibase does, but with our name in it from the beginning: so that another run of ours knows
     * whose it is, whenever this one ends.
     */
    private boolean claim() throws LiquibaseException {
        database.rollback();
        row.init();
        UpdateStatement update = new UpdateStatement(
                        database.getLiquibaseCatalogName(),
                        database.getLiquibaseSchemaName(),
                        database.getDatabaseChangeLogLockTableName())
                .addNewColumnValue("LOCKED", true)
                .addNewColumnValue("LOCKGRANTED", new DatabaseFunction(database.getCurrentDateTimeFunction()))
                .addNewColumnValue("LOCKEDBY", owner)
                .setWhereClause("ID = 1 AND LOCKED = "
                        + DataTypeFactory.getInstance()
                                .fromDescription("boolean", database)
                                .objectToSql(false, database));
        Scope.getCurrentScope()
                .getSingleton(ExecutorService.class)
                .getExecutor("jdbc", database)
                .execute(update);
        database.commit();
        DatabaseChangeLogLock taken = theirs();
        boolean claimed = taken != null && owner.equals(taken.getLockedBy());
        if (claimed) {
            Scope.getCurrentScope()
                    .getSingleton(ChangeLogHistoryServiceFactory.class)
                    .resetAll();
            database.setCanCacheLiquibaseTableInfo(true);
        }
        database.rollback();
        return claimed;
    }

    private String table() {
        return database.escapeTableName(
                database.getLiquibaseCatalogName(),
                database.getLiquibaseSchemaName(),
                database.getDatabaseChangeLogLockTableName());
    }

    /**
     * Before a commit: keeps others from the row until then.
     *
     * @throws SQLException when it is not ours any more
     */
    void keep() throws SQLException, LiquibaseException {
        if (held && !isOurs()) {
            robbed = true;
            DatabaseChangeLogLock theirs = theirs();
            throw new SQLException("The row of Liquibase's lock is not this run's any more: "
                    + (theirs == null ? "it was released." : "it is held by " + who(theirs) + "."));
        }
    }

    /** Some servers do not count a row that stays as it is. */
    private boolean isOurs() throws SQLException, LiquibaseException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE " + table() + " SET LOCKEDBY = ? WHERE ID = 1 AND LOCKEDBY = ?")) {
            update.setString(1, owner);
            update.setString(2, owner);
            if (update.executeUpdate() == 1) {
                return true;
            }
        }
        DatabaseChangeLogLock theirs = theirs();
        return theirs != null && owner.equals(theirs.getLockedBy());
    }

    private @Nullable DatabaseChangeLogLock theirs() throws LiquibaseException {
        DatabaseChangeLogLock[] locks = row.listLocks();
        return locks.length == 0 ? null : locks[0];
    }

    private static Duration age(DatabaseChangeLogLock theirs) {
        Date since = theirs.getLockGranted();
        return since == null ? Duration.ZERO : Duration.between(since.toInstant(), Instant.now());
    }

    /** Somebody may have written the row by hand. */
    private static String by(DatabaseChangeLogLock theirs) {
        return Objects.requireNonNullElse(theirs.getLockedBy(), "somebody");
    }

    private static String who(DatabaseChangeLogLock theirs) {
        return by(theirs) + ", since " + theirs.getLockGranted();
    }

    /** Makes sure that the lock of the session is still held. */
    void check() throws SQLException {
        session.check();
    }

    boolean isLost() {
        return robbed || session.isLost();
    }

    LockStatus status() throws LiquibaseException, SQLException {
        DatabaseChangeLogLock theirs = held ? null : theirs();
        LockStatus own = session.status();
        // One of ours without the lock of the session was left behind, and is in nobody's way.
        if (theirs == null || (session.exists() && !own.isHeld() && by(theirs).startsWith(OURS))) {
            return new LockStatus(KIND, own.holder(), own.since());
        }
        Date since = theirs.getLockGranted();
        return new LockStatus(KIND, holder(theirs), since == null ? null : since.toInstant());
    }

    private String holder(DatabaseChangeLogLock theirs) {
        String who = by(theirs);
        if (who.startsWith(OURS)) {
            return who.substring(OURS.length());
        }
        String fate = !session.exists()
                ? "if that process is gone, take its row away: UPDATE DATABASECHANGELOGLOCK SET LOCKED = FALSE"
                : "if that process is gone, its row is taken over when it is " + stale.toMinutes() + " minutes old";
        return who + " (a row of Liquibase's lock; " + fate + ")";
    }

    /** The row may be gone with its table; the lock of the session is not. */
    void afterDrop() throws LiquibaseException {
        row.reset();
        held = held && theirs() != null;
    }

    void unlock() throws LiquibaseException, SQLException {
        if (held) {
            held = false;
            if (isOurs()) {
                row.releaseLock();
            } else {
                log.warn("The row of Liquibase's lock was taken from this run, and is not given back");
            }
        }
        robbed = false;
        session.unlock();
    }

    @Override
    public void close() {
        try {
            unlock();
        } catch (LiquibaseException | SQLException e) {
            log.debug("The row of the lock was not given back; the next run takes it over", e);
        }
        session.close();
    }
}
