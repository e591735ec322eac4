package dev.tandem.migration.sql;

import dev.tandem.migration.Effects;
import java.sql.SQLException;

/** A channel whose statements cannot be taken back. */
public interface CheckpointedChannel extends SqlChannel {

    /** Forgets what the session statements of the script before have set. */
    void beginScript();

    /** Takes note of a statement that ran in an earlier run: one that only sets something for the session is set again. */
    void replay(String sql) throws SQLException;

    /** Runs one statement of a script and waits for all of its effects. */
    void execute(String sql, StatementTag tag) throws SQLException;

    /** What a statement that failed has left; {@link Effects#NONE} only where that is certain. */
    Effects effects(String sql, SQLException failure);
}
