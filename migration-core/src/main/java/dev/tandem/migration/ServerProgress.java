package dev.tandem.migration;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A database whose server can be asked how far a statement has come, while another connection waits for its end. */
public interface ServerProgress {

    /**
     * Asks, over a short connection of its own; called by another thread than the one that runs.
     *
     * @param runId the run that executes it
     * @param sent the statements that were sent last, the latest at the end; several where many go in one request
     * @return {@code null} when the server knows nothing of it, or cannot be asked: that is no reason to disturb a run
     */
    @Nullable
    StatementProgress progress(String runId, List<SqlStatement> sent);
}
