package dev.tandem.migration.sql;

import dev.tandem.migration.StatementInput;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A channel whose statements, schema changes included, can be taken back until they are committed. */
public interface TransactionalChannel extends SqlChannel {

    /**
     * Statements to be sent before anything of a step, inside its transaction: what an earlier script left in the
     * session is taken out of it, and it is an error unless this is the session that took the lock, the lock is held, and
     * the history's head is the one given.
     */
    List<String> prologue(StepContext context);

    /**
     * The same, of a step whose row stands in the same transaction, and whose failure is recorded behind a {@link #prologue}. The head
     * need not be looked at where a transaction of this context was committed before: if another run has written the history since, the number of
     * the row is taken.
     */
    List<String> prologueOfStep(StepContext context);

    /** Statements to be sent behind a step's own, so that its history row is written as the user who connected. */
    List<String> epilogue();

    /** The expression for how long the transaction has been running, in milliseconds. */
    String transactionMillis();

    /**
     * Sends statements in one request, in the transaction that it opens if none is.
     *
     * @throws BatchException when one of them fails; those behind it were not executed
     */
    void send(List<String> statements) throws BatchException;

    /** Sends a statement with the rows that it reads, in the transaction that it opens if none is. */
    void copy(String sql, StatementInput input) throws SQLException;

    /** Who held the locks for which statements of ours waited lately, as far as that was seen. */
    @Nullable
    String blockers();

    /** Makes everything sent since the last commit permanent. */
    void commit() throws SQLException;

    /** Takes it back. */
    void rollback() throws SQLException;

    /** A failure in the midst of statements that were sent together. */
    final class BatchException extends Exception {
        private static final long serialVersionUID = 1;

        private final int index;
        private final SQLException problem;

        /**
         * A failure.
         *
         * @param index the statement that failed, from 0; negative when none in particular did
         */
        public BatchException(int index, SQLException problem) {
            super(problem);
            this.index = index;
            this.problem = problem;
        }

        /** The statement that failed, from 0; negative when none in particular did. */
        public int index() {
            return index;
        }

        /** What the driver says. */
        public SQLException problem() {
            return problem;
        }
    }
}
