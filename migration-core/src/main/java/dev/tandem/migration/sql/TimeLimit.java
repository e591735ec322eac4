package dev.tandem.migration.sql;

import dev.tandem.migration.Deadline;
import dev.tandem.migration.Script;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The time that a script says it may take at most: until it is closed, the deadline of what is executed. It may pass
 * when the last statement is done already. Nothing that follows is meant then: neither is cancelled by a thread that comes
 * late, nor finds itself cancelled.
 */
final class TimeLimit implements AutoCloseable {
    private final StepContext context;
    private final SqlChannel channel;
    private final @Nullable TimeLimit around;
    private final Deadline run;
    private final @Nullable Deadline own;
    private final Deadline.@Nullable Registration registration;
    private boolean open = true;
    private boolean cancelled;

    private TimeLimit(StepContext context, Deadline run, @Nullable Duration timeout, SqlChannel channel) {
        this.context = context;
        this.channel = channel;
        this.around = context.limit();
        this.run = run;
        this.own = timeout == null ? null : run.within(timeout);
        this.registration = own == null ? null : own.onEnd(this::end);
    }

    /** Begins; changes nothing for a script that does not say so. */
    static TimeLimit of(Script script, StepContext context, SqlChannel channel) {
        TimeLimit limit = new TimeLimit(context, context.deadline(), script.timeout(), channel);
        if (limit.own != null) {
            context.limit(limit, limit.own);
        }
        return limit;
    }

    /** Cancels what is executed. The end of the run is the end of this migration's time, too, and has done so already. */
    synchronized void end() {
        if (open && !run.hasEnded()) {
            cancelled = true;
            channel.cancel();
        }
    }

    /** Waits for a cancel that is under way, and takes it back, but for that of the run. */
    @Override
    public void close() {
        if (registration != null) {
            registration.close();
        }
        if (own != null) {
            own.close();
        }
        leave();
        context.limit(around, run);
    }

    private synchronized void leave() {
        if (open && cancelled && !run.hasEnded()) {
            channel.resume();
        }
        open = false;
    }
}
