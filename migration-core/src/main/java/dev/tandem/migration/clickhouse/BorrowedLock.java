package dev.tandem.migration.clickhouse;

import dev.tandem.migration.LockStatus;
import dev.tandem.migration.sql.RunLock;
import java.sql.SQLException;

/**
 * A lock that a PostgreSQL server keeps for this database, too.
 *
 * <ol>
 *   <li>It is an advisory lock there, on a connection of its own, named by this database and its history: apart from the
 *       lock of PostgreSQL's own migrations, the same for every run that touches this database.
 *   <li>PostgreSQL gives it back within seconds when the holder's process is gone, and keeps it for one that is stopped.
 *   <li>Before each statement it is asked on that connection whether it is still held.
 *   <li>Whoever gets it first ends the statements that runs before have in ClickHouse, and has it only when they are gone.
 * </ol>
 *
 * <p>What remains possible: the connection to PostgreSQL ends while a statement is being executed or on its way. The
 * successor ends it; one that reaches the server only after that is executed beside those of the successor.
 */
final class BorrowedLock implements RunLock {
    private final RunLock lent;
    private final Predecessors predecessors;
    private String whyLost = "";

    BorrowedLock(RunLock lent, Predecessors predecessors) {
        this.lent = lent;
        this.predecessors = predecessors;
    }

    @Override
    public boolean tryLock() throws SQLException {
        return lent.tryLock() && predecessors.areGone();
    }

    @Override
    public void check() throws SQLException {
        try {
            lent.check();
        } catch (SQLException e) {
            whyLost = "The lock was lost: " + e.getMessage() + ".";
            throw LockGoneException.unsent(whyLost, e);
        }
    }

    @Override
    public boolean isLost() {
        return lent.isLost();
    }

    @Override
    public void unlock() {
        lent.unlock();
    }

    @Override
    public void leave() {
        lent.leave();
    }

    @Override
    public void cut() {
        lent.cut();
    }

    @Override
    public LockStatus status() throws SQLException {
        LockStatus status = lent.status();
        return new LockStatus(LockKind.POSTGRES.word(), status.holder(), status.since());
    }

    @Override
    public void close() {
        lent.close();
    }
}
