package dev.tandem.migration.sql;

import dev.tandem.migration.Action;
import dev.tandem.migration.Direction;
import dev.tandem.migration.Effects;
import dev.tandem.migration.MigrationId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row of the history as it is read back.
 *
 * @param fingerprint chained up to {@code statement}
 * @param script the whole script's
 * @param cursor where code in batches goes on
 * @param statement how many statements were completed
 */
record HistoryEvent(
        long seq,
        long fence,
        String runId,
        String appliedBy,
        Instant at,
        Duration duration,
        MigrationId migration,
        String name,
        Action action,
        State state,
        int statement,
        String fingerprint,
        String script,
        Effects effects,
        boolean hasDown,
        @Nullable String cursor,
        @Nullable String error) {

    /** Which script it tells of. */
    Direction direction() {
        return action == Action.DOWN ? Direction.DOWN : Direction.UP;
    }

    /** What the row says of its version. */
    enum State {
        STARTED,
        CHECKPOINT,
        APPLIED,
        REVERTED,
        FAILED
    }
}
