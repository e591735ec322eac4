package dev.tandem.migration;

/**
 * What keeps an {@code up} from working on a database: why it could not be read, or why its history and files refuse.
 *
 * @param kind what it is, for whoever decides by it
 * @param failure what and where, and what can be done
 */
public record Obstacle(Kind kind, Failure failure) {

    /** What there can be in the way. */
    public enum Kind {
        /** A migration is dirty, or half way in the other direction. */
        DIRTY,
        /** The migration files cannot be used. */
        FILES,
        /** The history cannot be used: it is another tool's table, or of another layout. */
        HISTORY,
        /** Files and history disagree: changed, missing, or out of order. */
        MISMATCH,
        /** The server does not answer, or not yet. */
        UNREACHABLE,
        /** The server answers and does not let us in, or not do what a migration needs. */
        DENIED,
        /** The settings cannot be used. */
        CONFIGURATION,
        /** It was not read in time. */
        TIME,
        /** Anything else. */
        OTHER
    }

    /** As it is met by whoever reads a database. */
    static Obstacle toReading(MigrationException e) {
        return e instanceof HistoryMismatchException ? new Obstacle(Kind.HISTORY, e.failure()) : of(e);
    }

    /** As it is met by whoever plans. */
    static Obstacle of(MigrationException e) {
        return new Obstacle(kind(e), e.failure());
    }

    private static Kind kind(MigrationException e) {
        if (e instanceof DirtyDatabaseException) {
            return Kind.DIRTY;
        }
        if (e instanceof InvalidMigrationException) {
            return Kind.FILES;
        }
        if (e instanceof HistoryMismatchException) {
            return Kind.MISMATCH;
        }
        if (e instanceof DatabaseUnreachableException unreachable) {
            return unreachable.mayPass() ? Kind.UNREACHABLE : Kind.DENIED;
        }
        if (e instanceof InvalidConfigurationException) {
            return Kind.CONFIGURATION;
        }
        return e instanceof DeadlineExceededException || e instanceof RunCancelledException ? Kind.TIME : Kind.OTHER;
    }

    /** As the exception to refuse with. */
    public MigrationException exception() {
        return switch (kind) {
            case DIRTY -> new DirtyDatabaseException(failure, null);
            case FILES -> new InvalidMigrationException(failure, null);
            case HISTORY, MISMATCH -> new HistoryMismatchException(failure, null);
            case UNREACHABLE -> new DatabaseUnreachableException(failure, true, null);
            case DENIED -> new DatabaseUnreachableException(failure, false, null);
            case CONFIGURATION -> new InvalidConfigurationException(failure, null);
            case TIME -> new DeadlineExceededException(failure, null);
            case OTHER -> new RefusedException(failure, null);
        };
    }
}
