package dev.tandem.migration.sql;

import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/** A channel over which Java migrations execute what they like. */
public interface CodeChannel extends SqlChannel {

    /** What is done with a connection. */
    @FunctionalInterface
    interface Code {
        /** Does it, and answers with a cursor. */
        @Nullable
        String with(Connection connection) throws Exception;
    }

    /**
     * Calls code; in the transaction that is open, if one is. Until it has returned, cancelling ends in the server whatever it
     * executes. Its connection is never closed by it, and inside a transaction neither commits nor takes back.
     *
     * @param tag what its statements are marked with, where the server can mark them
     * @return what the code returns
     * @throws TransactionEndedException when the code ended the transaction all the same
     * @throws Exception what the code throws, or that its connection is not to be had
     */
    @Nullable
    String call(Code code, StatementTag tag) throws Exception;
}
