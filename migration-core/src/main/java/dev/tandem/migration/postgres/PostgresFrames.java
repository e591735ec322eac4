package dev.tandem.migration.postgres;

import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.Failure;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.StatementFrames.Frame;
import dev.tandem.migration.StatementFrames.Frames;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What {@link StepwiseExecution} sends around the statements of one script, but for the history. */
final class PostgresFrames implements Frames {
    private static final Frame NOTHING = new Frame(List.of(), List.of());
    private static final Frame TRANSACTION = new Frame(List.of("BEGIN"), List.of("COMMIT"));

    private final String database;
    private final BareRecovery recovery;
    private final boolean declared;
    private final String lockTimeout;
    private boolean inBlock;

    /**
     * Of a script.
     *
     * @param declared whether it says that it is not to run in a transaction
     * @param lockTimeout the statement that sets the ordinary one
     */
    PostgresFrames(String database, BareRecovery recovery, boolean declared, String lockTimeout) {
        this.database = database;
        this.recovery = recovery;
        this.declared = declared;
        this.lockTimeout = lockTimeout;
    }

    @Override
    public Frame next(SqlStatement statement) {
        return switch (TransactionUse.of(statement.executable(), declared)) {
            case BARE -> bare(BareStatement.of(statement.executable()));
            case BEGIN -> {
                inBlock = true;
                yield NOTHING;
            }
            case COMMIT -> {
                inBlock = false;
                yield NOTHING;
            }
            default -> inBlock ? NOTHING : TRANSACTION;
        };
    }

    private Frame bare(BareStatement statement) {
        try {
            List<String> before =
                    new ArrayList<>(recovery.isDone(statement) ? List.of() : recovery.cleaning(statement));
            if (!statement.waitsForOthers()) {
                return new Frame(before, List.of());
            }
            before.add("SET lock_timeout = 0");
            return new Frame(before, List.of(lockTimeout));
        } catch (SQLException e) {
            throw new DatabaseUnreachableException(
                    Failure.of(
                            database, "What is in the way of a statement could not be read: " + e.getMessage(), null),
                    e);
        }
    }
}
