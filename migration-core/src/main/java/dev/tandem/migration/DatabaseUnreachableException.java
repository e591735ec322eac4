package dev.tandem.migration;

import org.jspecify.annotations.Nullable;

/** A database does not answer, or does not let us in. Nothing was executed on it. */
public final class DatabaseUnreachableException extends MigrationException {
    private static final long serialVersionUID = 1;

    private final boolean mayPass;

    /** Of a server that answers, and refuses: trying again does not help. */
    public DatabaseUnreachableException(Failure failure, @Nullable Throwable cause) {
        this(failure, false, cause);
    }

    /**
     * Says also whether trying again may help.
     *
     * @param mayPass whether the server does not answer, or not yet
     */
    public DatabaseUnreachableException(Failure failure, boolean mayPass, @Nullable Throwable cause) {
        super(failure, cause);
        this.mayPass = mayPass;
    }

    /** Whether it may pass by itself: the server does not answer, or is starting up. A wrong password does not pass. */
    public boolean mayPass() {
        return mayPass;
    }
}
