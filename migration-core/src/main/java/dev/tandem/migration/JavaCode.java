package dev.tandem.migration;

import org.jspecify.annotations.Nullable;

/**
 * The Java of one direction of a {@link JavaMigration}, and what happens when it fails half-way.
 *
 * @param scope in which transactions it runs
 * @param batch what is called; of code that is no batch, once and without a cursor
 * @param idempotent whether it does no harm to run it once more when nobody knows how far it came
 */
public record JavaCode(Scope scope, Batch batch, boolean idempotent) {

    /** In which transactions code runs. */
    public enum Scope {
        /** In one transaction with the row of the history. */
        IN_TRANSACTION("in the migration's transaction"),
        /** In none, or in its own. */
        OUTSIDE_TRANSACTION("outside of a transaction"),
        /** Again and again, until it is done; where there are transactions, each time in one with the cursor. */
        IN_BATCHES("in batches");

        private final String title;

        Scope(String title) {
            this.title = title;
        }

        /** As people read it. */
        public String title() {
            return title;
        }
    }

    /** Code that does everything at once. */
    @FunctionalInterface
    public interface Task {
        /** Does it; whatever it throws makes the migration fail. */
        void run(JavaContext context) throws Exception;
    }

    /** Code that does a part of the work. */
    @FunctionalInterface
    public interface Batch {
        /**
         * Does the next part; whatever it throws makes the migration fail.
         *
         * @param cursor what the part before has answered, perhaps in another process; {@code null} at the beginning
         * @return where the next part begins, in words of its own; {@code null} when nothing is left to do
         */
        @Nullable
        String run(JavaContext context, @Nullable String cursor) throws Exception;
    }

    /**
     * Code that runs in the migration's transaction: it happens or it does not. It is called again when a lock of the server's
     * was not to be had. Not for ClickHouse, which has no transactions.
     */
    public static JavaCode inTransaction(Task task) {
        return new JavaCode(Scope.IN_TRANSACTION, once(task), false);
    }

    /**
     * Code that runs outside of a transaction, and may have transactions of its own. Nobody knows what it has left when it fails
     * or its process dies: the database is dirty then, unless it {@linkplain #asIdempotent() may run again}.
     */
    public static JavaCode outsideTransaction(Task task) {
        return new JavaCode(Scope.OUTSIDE_TRANSACTION, once(task), false);
    }

    /**
     * Code that does a large work in parts, so that no transaction is long. On PostgreSQL each part is a transaction that
     * holds the row with its cursor, too: whenever its process dies, the next run goes on behind the last part, and every part
     * is done exactly once. On ClickHouse the cursor is written behind the part: if a process dies in between, the
     * database is dirty, unless a part {@linkplain #asIdempotent() may run again}.
     */
    public static JavaCode inBatches(Batch batch) {
        return new JavaCode(Scope.IN_BATCHES, batch, false);
    }

    /** The same, of which running it (or a part of it) once more does no harm. */
    public JavaCode asIdempotent() {
        return new JavaCode(scope, batch, true);
    }

    /**
     * Whether another run may go on with it after a failure, or after its process has died.
     *
     * @param transactions whether its database has transactions, which hold a batch and its cursor
     */
    public boolean isKnown(boolean transactions) {
        return idempotent || scope == Scope.IN_TRANSACTION || (scope == Scope.IN_BATCHES && transactions);
    }

    private static Batch once(Task task) {
        return (context, cursor) -> {
            task.run(context);
            return null;
        };
    }
}
