package dev.tandem.migration;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Opens a session on a thread of its own: a server that does not answer is not to keep a run from ending, and drivers
 * that connect cannot be interrupted. So several can be opened at the same time, and files be read meanwhile. A session that
 * comes too late is closed.
 */
final class Opening {
    private final MigrationDatabase database;
    private final String runId;
    private final Deadline deadline;
    private final boolean reads;
    private final CompletableFuture<Opened> opened = new CompletableFuture<>();
    private volatile String during;

    private Opening(MigrationDatabase database, String runId, Deadline deadline, boolean reads) {
        this.database = database;
        this.runId = runId;
        this.deadline = deadline;
        this.reads = reads;
        this.during = "while " + database.name() + " was connected";
    }

    /**
     * A session, and what was read with it.
     *
     * @param session the session
     * @param history its history, {@code null} unless it was read already
     */
    record Opened(MigrationSession session, @Nullable History history) {}

    /**
     * Begins to open one.
     *
     * @param reads whether to read its history, too; there are drivers that connect at the first question only, and then the
     *     question is a part of the attempt
     */
    static Opening begin(MigrationDatabase database, String runId, Deadline deadline, boolean reads) {
        Opening opening = new Opening(database, runId, deadline, reads);
        deadline.check(opening.during);
        Thread thread = new Thread(opening::open, "tandem-connect");
        thread.setDaemon(true);
        thread.start();
        return opening;
    }

    MigrationDatabase database() {
        return database;
    }

    /**
     * Waits for it.
     *
     * @throws MigrationException when it cannot be opened, or the deadline ends
     */
    Opened await() {
        try (Deadline.Registration end = deadline.onEnd(() -> opened.cancel(false))) {
            deadline.check(during);
            return opened.get();
        } catch (InterruptedException e) {
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

    /** Nobody waits for it any more: it is closed, now or when it opens. */
    void giveUp() {
        if (!opened.cancel(false) && !opened.isCompletedExceptionally()) {
            opened.join().session().close();
        }
    }

    private void open() {
        try {
            MigrationSession session = database.connect(runId, deadline);
            if (!opened.complete(read(session))) {
                session.close();
            }
        } catch (RuntimeException | Error e) {
            opened.completeExceptionally(e);
        }
    }

    private Opened read(MigrationSession session) {
        if (!reads) {
            return new Opened(session, null);
        }
        during = "while the history of " + database.name() + " was read";
        try {
            return new Opened(session, session.history());
        } catch (DatabaseUnreachableException e) {
            session.close();
            throw e;
        } catch (MigrationException e) {
            if (deadline.hasEnded()) {
                // What is asked from now on nobody would cancel any more.
                session.close();
                throw e;
            }
            // It is met again by whoever reads the history for the plan, and told together with the others.
            return new Opened(session, null);
        } catch (RuntimeException | Error e) {
            session.close();
            throw e;
        }
    }
}
