package dev.tandem.migration.sql;

import java.sql.SQLException;

/** The code of a migration has ended the transaction that it was to run in: what it did before is committed. */
public final class TransactionEndedException extends SQLException {
    static final String ADVICE =
            "What it did before that is committed, and is not recorded. Look at what is there, and take it back or finish it by"
                    + " hand; then say so with: migrate force. Use JavaCode.outsideTransaction or inBatches instead.";

    private static final long serialVersionUID = 1;

    /** @param cause what the server or the code said */
    public TransactionEndedException(Throwable cause) {
        super("The code ended the transaction that holds it and its row in the history.", cause);
    }
}
