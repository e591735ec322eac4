package dev.tandem.migration;

import org.jspecify.annotations.Nullable;

/**
 * Why a database refuses a command.
 *
 * @param kind how grave that is
 * @param failure in words
 */
record Refusal(Kind kind, Failure failure) {

    /** Kinds of refusal, the gravest first. */
    enum Kind {
        /** The question itself is wrong. */
        UNKNOWN_VERSION,
        DIRTY,
        /** To be finished in the other direction first, which can be done. */
        HALF_WAY,
        MISMATCH,
        NO_DOWN,
        NOT_EMPTY;

        MigrationException exception(Failure failure) {
            return switch (this) {
                case UNKNOWN_VERSION -> new InvalidConfigurationException(failure, null);
                case DIRTY -> new DirtyDatabaseException(failure, null);
                case HALF_WAY -> new HalfWayException(failure, null);
                case MISMATCH -> new HistoryMismatchException(failure, null);
                case NO_DOWN -> new MissingDownException(failure, null);
                case NOT_EMPTY -> new RefusedException(failure, null);
            };
        }
    }

    /** Of one migration, named with its file. */
    static Refusal of(Kind kind, DatabaseState state, MigrationStatus status, String message, String action) {
        Migration file = state.files().get(status.id());
        return of(kind, state, status, file == null ? null : file.up().location(), message, action);
    }

    /** Of one migration, at a place of its own. */
    static Refusal of(
            Kind kind,
            DatabaseState state,
            MigrationStatus status,
            @Nullable String location,
            String message,
            String action) {
        return new Refusal(
                kind,
                new Failure(
                        state.name(), status.id(), location, null, null, null, status.name() + " " + message, action));
    }
}
