package dev.tandem.migration.sql;

import dev.tandem.migration.Command;
import dev.tandem.migration.Script;
import dev.tandem.migration.Step;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A step with what it takes to execute and record it.
 *
 * @param down the migration's down as text, to be recorded with an up; asked for when it is recorded
 */
record Work(Step step, Script script, Supplier<@Nullable String> down) {

    /** Whether an attempt before this one has left nobody knows what. */
    boolean isRetry() {
        return step.resume() == Command.Resume.RETRY;
    }
}
