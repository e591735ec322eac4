package dev.tandem.migration;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Opens a session on a thread of its own: a server that does not answer is not to keep a run from ending, and drivers
 * that connect cannot be interrupted. A session that comes too late is closed.
 */
final class Opening {
    private final MigrationDatabase database;
    private final String runId;
    private final Deadline deadline;
    private final CompletableFuture<MigrationSession> opened = new CompletableFuture<>();

    private Opening(MigrationDatabase database, String runId, Deadline deadline) {
        this.database = database;
        this.runId = runId;
        this.deadline = deadline;
    }

    static MigrationSession open(MigrationDatabase database, String runId, Deadline deadline) {
        return new Opening(database, runId, deadline).open();
    }

    private MigrationSession open() {
        String during = "while " + database.name() + " was connected";
        Thread thread = new Thread(this::connect, "tandem-connect");
        thread.setDaemon(true);
        try (Deadline.Registration end = deadline.onEnd(() -> opened.cancel(false))) {
            deadline.check(during);
            thread.start();
            return opened.get();
        } catch (InterruptedException e) {
            giveUp();
            Thread.currentThread().interrupt();
            deadline.cancel("interrupted");
            throw deadline.exceeded(Failure.of(database.name(), "", null), during, e);
        } catch (CancellationException e) {
            throw deadline.exceeded(Failure.of(database.name(), "", null), during, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException problem) {
                throw problem;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** It may have opened just now, and then nobody else closes it. */
    private void giveUp() {
        if (!opened.cancel(false) && !opened.isCompletedExceptionally()) {
            opened.join().close();
        }
    }

    private void connect() {
        try {
            MigrationSession session = database.connect(runId, deadline);
            if (!opened.complete(session)) {
                session.close();
            }
        } catch (RuntimeException | Error e) {
            opened.completeExceptionally(e);
        }
    }
}
