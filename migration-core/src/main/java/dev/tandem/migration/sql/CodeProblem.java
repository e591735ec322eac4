package dev.tandem.migration.sql;

import java.sql.SQLException;

/** What the code of a Java migration has thrown, as what a server said. */
public final class CodeProblem {
    private CodeProblem() {}

    /**
     * What a server said is known by its codes, wherever it stands among the causes; of anything else the text is what there
     * is. What was thrown is the problem itself, or its cause.
     */
    public static SQLException of(Throwable thrown) {
        if (thrown instanceof SQLException said) {
            return said;
        }
        for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof TransactionEndedException ended) {
                return ended;
            }
            if (cause instanceof SQLException said) {
                SQLException problem = new SQLException(said.getMessage(), said.getSQLState(), said.getErrorCode());
                problem.initCause(thrown);
                return problem;
            }
        }
        return new SQLException(thrown.toString(), thrown);
    }
}
