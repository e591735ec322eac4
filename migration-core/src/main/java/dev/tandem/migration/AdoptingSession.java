package dev.tandem.migration;

import java.util.List;

/** A session on a database in which another migration tool may have been at work. */
public interface AdoptingSession extends MigrationSession {

    /** Looks for what other tools recorded. Reads only; takes no lock. */
    ForeignHistories foreign(Command.Adopt command);

    /**
     * Reads the history as {@link #history()} does; where another tool's table stands in its place, there is none yet.
     */
    History historyBeforeAdoption(ForeignHistories foreign);

    /**
     * Records steps and renames the other tool's table. The lock is held, and the history was read since. Where the server
     * has transactions all of that is one; elsewhere the order is such that whatever was cut short can be repeated.
     *
     * @param steps those of this database; they may be none
     * @throws StatementFailedException when a statement fails
     * @throws LostLockException when the lock turns out not to be ours, or the history not as it was read
     */
    void adopt(ForeignHistory foreign, List<Step> steps, MigrationListener listener);
}
