package dev.tandem.migration.sql;

import java.sql.SQLException;

/** A channel whose statements cannot be taken back. */
public interface CheckpointedChannel extends SqlChannel {

    /** Forgets what the session statements of the script before have set. */
    void beginScript();

    /** Takes note of a statement that ran in an earlier run: one that only sets something for the session is set again. */
    void replay(String sql) throws SQLException;

    /** Runs one statement of a script and waits for all of its effects. */
    void execute(String sql, StatementTag tag) throws SQLException;

    /**
     * What became of a statement that failed; anything but {@link Aftermath#UNKNOWN} only where that is certain. Where
     * nobody saw its end, it is ended and looked for.
     */
    Aftermath afterFailure(String sql, StatementTag tag, SQLException failure);

    /** Where a person sees what a statement has left, as an object of "look at". */
    String whatToLookAt(String sql);
}
