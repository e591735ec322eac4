package dev.tandem.migration.clickhouse;

import dev.tandem.migration.LockStatus;
import dev.tandem.migration.sql.RunLock;
import java.sql.SQLException;

/**
 * No lock, for whoever makes sure in another way that one run at a time migrates this database.
 *
 * <ol>
 *   <li>A run that is seen at work, because the server is just executing a statement of it, is waited for.
 * </ol>
 *
 * <p>What remains possible: two runs that begin at the same moment, or one between two statements of the other, both
 * migrate. Nothing keeps them apart.
 *
 * @param activity sees who is at work
 */
record NoLock(Activity activity) implements RunLock {

    @Override
    public boolean tryLock() throws SQLException {
        return activity.lock().holder() == null;
    }

    @Override
    public void check() {}

    @Override
    public boolean isLost() {
        return false;
    }

    @Override
    public void unlock() {}

    @Override
    public void leave() {}

    @Override
    public LockStatus status() throws SQLException {
        return activity.lock();
    }

    @Override
    public void close() {}
}
