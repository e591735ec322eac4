package dev.tandem.migration.sql;

import dev.tandem.migration.Deadline;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Step;
import dev.tandem.migration.source.CodeScript;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Calls the code of a Java migration: once, or for one of its batches. */
record CodeCall(SqlChannel channel, StepContext context, MigrationListener listener) {

    /**
     * Calls it.
     *
     * @param cursor where it goes on
     * @return where the next batch begins
     * @throws SQLException with what it throws
     */
    @Nullable
    String run(Step step, CodeScript script, @Nullable String cursor) throws SQLException {
        if (!(channel instanceof CodeChannel codes)) {
            throw new SQLException("A database of its kind runs no Java migrations.");
        }
        StatementTag tag = new StatementTag(context.runId(), context.fence(), step.id(), 1);
        try (Interruption interruption = Interruption.of(context.deadline())) {
            return codes.call(
                    connection -> script.code()
                            .batch()
                            .run(
                                    new CodeContext(
                                            connection,
                                            context.deadline(),
                                            details -> listener.stepProgressed(step, context.masked(details))),
                                    cursor),
                    tag);
        } catch (Exception | Error e) {
            throw CodeProblem.of(e);
        }
    }

    /** Interrupts the code that has not come to its end when the run's connections are cut. */
    private static final class Interruption implements AutoCloseable {
        private final Thread thread = Thread.currentThread();
        private final Deadline.Registration registration;
        private boolean open = true;

        private Interruption(Deadline deadline) {
            this.registration = deadline.onSilence(this::interrupt);
        }

        static Interruption of(Deadline deadline) {
            return new Interruption(deadline);
        }

        private synchronized void interrupt() {
            if (open) {
                thread.interrupt();
            }
        }

        /** What follows is not meant: neither by one that is under way, nor by one that has come. */
        @Override
        public synchronized void close() {
            open = false;
            registration.close();
            Thread.interrupted();
        }
    }
}
