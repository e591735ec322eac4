package dev.tandem.migration;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run, or the reading for one, that did not succeed. There is a subclass for each kind of failure, so that callers
 * decide by type, not by text. Whatever the kind, {@link #report()} says completely what was done before.
 */
public abstract class MigrationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private transient Failure failure;
    private transient @Nullable Report report;
    private String message;

    MigrationException(Failure failure, @Nullable Throwable cause) {
        super(failure.describe(), cause);
        this.failure = failure;
        this.message = failure.describe();
    }

    /**
     * Of several databases' failures the gravest, which tells the others, too.
     *
     * @param several at least one, in the order of the databases
     */
    public static MigrationException together(List<MigrationException> several) {
        return Together.of(several);
    }

    /** What went wrong, and where. */
    public Failure failure() {
        return failure;
    }

    @Override
    public String getMessage() {
        return message;
    }

    /** What the run did before it failed; of a failure outside a run, a report without steps. */
    public Report report() {
        return report != null ? report : Report.failed("", failure);
    }

    /** Called once by the run that failed, so that the exception its session threw keeps its stack trace. */
    MigrationException attach(Report complete) {
        report = complete;
        return complete.failure() == null ? this : attach(complete.failure());
    }

    /** The same failure, with more to say of it: what the run did about it, or what else was wrong. */
    MigrationException attach(Failure complete) {
        failure = complete;
        message = complete.describe();
        return this;
    }
}
