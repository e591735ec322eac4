package dev.tandem.migration.sql;

import dev.tandem.migration.Deadline;
import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import java.sql.SQLException;

/** A dialect whose servers can keep a lock for a database of another kind that has none of its own. */
public interface LockLender {

    /**
     * The dialect of a database that lends its lock.
     *
     * @throws InvalidConfigurationException when databases of its kind have none to lend
     */
    static LockLender of(DatabaseSettings lender) {
        if (Dialects.of(lender) instanceof LockLender dialect) {
            return dialect;
        }
        throw new InvalidConfigurationException(
                Failure.of(lender.name(), "It has no lock to lend.", "Name a PostgreSQL database."), null);
    }

    /**
     * Connects, for a lock of that name; takes nothing yet.
     *
     * @param settings of the database that lends
     * @param name of the lock in that database; the same for all who are to be kept apart
     */
    RunLock lend(DatabaseSettings settings, String runId, Deadline deadline, String name) throws SQLException;
}
