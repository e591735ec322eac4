package dev.tandem.migration.sql;

import dev.tandem.migration.Deadline;
import dev.tandem.migration.Script;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The time that a script says it may take at most: until it is closed, the deadline of what is executed. */
final class TimeLimit implements AutoCloseable {
    private final StepContext context;
    private final @Nullable TimeLimit around;
    private final Deadline run;
    private final @Nullable Deadline own;
    private final Deadline.@Nullable Registration registration;

    private TimeLimit(StepContext context, Deadline run, @Nullable Duration timeout, SqlChannel channel) {
        this.context = context;
        this.around = context.limit();
        this.run = run;
        this.own = timeout == null ? null : run.within(timeout);
        this.registration = own == null
                ? null
                : own.onEnd(() -> {
                    // the end of the run is the end of this migration's time, too, and has cancelled already
                    if (!run.hasEnded()) {
                        channel.cancel();
                    }
                });
    }

    /** Begins; changes nothing for a script that does not say so. */
    static TimeLimit of(Script script, StepContext context, SqlChannel channel) {
        TimeLimit limit = new TimeLimit(context, context.deadline(), script.timeout(), channel);
        if (limit.own != null) {
            context.limit(limit, limit.own);
        }
        return limit;
    }

    @Override
    public void close() {
        if (registration != null) {
            registration.close();
        }
        if (own != null) {
            own.close();
        }
        context.limit(around, run);
    }
}
