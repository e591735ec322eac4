package dev.tandem.migration;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The end of a run: a point in time, or the moment at which somebody cancels. It owns a thread that tells whoever
 * is executing something in a server, because the thread that waits for the server cannot look at a clock. Uses the
 * monotonic clock only. Safe for use by several threads.
 */
public final class Deadline implements AutoCloseable {
    /** How long a run that was ended may take to record that, and to let go of its locks: five seconds are promised. */
    private static final Duration LEAVE = Duration.ofSeconds(4);

    /** What is told is over in no time, unless a server does not answer. */
    private static final Duration TELLING = Duration.ofSeconds(1);

    private volatile long end;
    private final @Nullable Duration limit;
    private final @Nullable Duration lockWait;
    private final AtomicReference<@Nullable String> cancelled = new AtomicReference<>();
    private final CountDownLatch wakeUp = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch told = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Runnable> actions = new CopyOnWriteArrayList<>();
    private final List<Runnable> lastResorts = new CopyOnWriteArrayList<>();
    private final @Nullable Deadline outer;
    private volatile Runnable afterwards = () -> {};

    private Deadline(@Nullable Duration limit, @Nullable Duration lockWait, @Nullable Deadline outer) {
        this.limit = limit;
        this.lockWait = lockWait;
        this.outer = outer;
        this.end = limit == null ? 0 : System.nanoTime() + limit.toNanos();
        Thread watchdog = new Thread(this::watch, "tandem-watchdog");
        watchdog.setDaemon(true);
        watchdog.start();
    }

    /** Ends after this time, lock waits included. */
    public static Deadline in(Duration limit) {
        return new Deadline(limit, null, null);
    }

    /** Ends only when it is cancelled. */
    public static Deadline never() {
        return new Deadline(null, null, null);
    }

    /**
     * For a run.
     *
     * @param limit how long it may take, {@code null} for any time
     * @param lockWait how long it waits for a lock of somebody else's, {@code null} for as long as it may take
     */
    public static Deadline of(@Nullable Duration limit, @Nullable Duration lockWait) {
        return new Deadline(limit, lockWait, null);
    }

    /** Whether somebody has waited for a lock as long as a run is to; never, without such a limit. */
    public boolean hasWaitedEnough(Duration waited) {
        return lockWait != null && waited.compareTo(lockWait) >= 0;
    }

    /** A pause, but not longer than until then. */
    Duration untilWaitedEnough(Duration waited, Duration pause) {
        if (lockWait == null || hasWaitedEnough(waited)) {
            return pause;
        }
        Duration left = lockWait.minus(waited);
        return left.compareTo(pause) < 0 ? left : pause;
    }

    /** A part of a run with a limit of its own: ends after this time, or with this deadline. */
    public Deadline within(Duration ownLimit) {
        Deadline part = new Deadline(ownLimit, lockWait, this);
        Registration end = onEnd(part::end);
        part.onClose(end::close);
        return part;
    }

    /**
     * Begins again, with as much time as at first. Does nothing when it has ended: that stays so.
     *
     * @return whether it has begun again
     */
    synchronized boolean beginAgain() {
        if (hasEnded()) {
            return false;
        }
        if (limit != null) {
            end = System.nanoTime() + limit.toNanos();
        }
        return true;
    }

    /** How long it lasts from its beginning; {@code null} when only cancelling ends it. */
    public @Nullable Duration limit() {
        return limit;
    }

    /** Ends it now; does nothing when it has ended. Returns at once: what is executing is cancelled by the watchdog. */
    public void cancel(String reason) {
        if (!hasEnded() && cancelled.compareAndSet(null, reason)) {
            wakeUp.countDown();
        }
    }

    /** Whether it has passed or was cancelled. */
    public boolean hasEnded() {
        return (outer != null && outer.hasEnded())
                || cancelled.get() != null
                || ended.getCount() == 0
                || (limit != null && System.nanoTime() - end >= 0);
    }

    /** What is left, never negative; {@code null} when only cancelling ends it. */
    public @Nullable Duration remaining() {
        if (limit == null) {
            return null;
        }
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    /**
     * Throws if it has ended.
     *
     * @param during what the caller is about to do or was doing, as the message says it
     */
    public void check(String during) {
        if (hasEnded()) {
            throw exceeded(Failure.of(null, "", null), during, null);
        }
    }

    /** The exception for something that was ended by this deadline; the failure's message is put behind the reason. */
    public MigrationException exceeded(Failure failure, String during, @Nullable Throwable cause) {
        if (outer != null && outer.hasEnded()) {
            return outer.exceeded(failure, during, cause);
        }
        String reason = cancelled.get();
        String whose = outer != null ? "The migration's own timeout of " : "The deadline of ";
        String why = reason != null ? "Cancelled (" + reason + ") " : whose + text(limit) + " passed ";
        String message = why + during + "." + (failure.message().isEmpty() ? "" : " " + failure.message());
        Failure complete = new Failure(
                failure.database(),
                failure.migration(),
                failure.location(),
                failure.statement(),
                failure.line(),
                failure.sql(),
                message,
                failure.action() == null ? advice() : failure.action());
        return reason != null
                ? new RunCancelledException(complete, cause)
                : new DeadlineExceededException(complete, cause);
    }

    /** What a person can do about something that this deadline has ended: it was not at fault. */
    public String advice() {
        if (outer != null && !outer.hasEnded()) {
            return "Allow the migration more time: -- tandem:timeout in its file.";
        }
        return cancelled.get() != null
                ? "Run again."
                : "Allow the run more time (tandem.timeout, on the command line --timeout), or migrate apart from the"
                        + " start-up: migrate up.";
    }

    /** Waits, for a poll; returns early when the deadline ends. Throws like {@link #check} then. */
    public void pause(Duration time, String during) {
        try {
            ended.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancel("interrupted");
        }
        check(during);
    }

    /**
     * Runs an action on a thread of its own when the deadline ends, unless the registration is closed before. Whoever
     * registers calls {@link #check} afterwards: of a deadline that has ended already nothing is run.
     */
    public Registration onEnd(Runnable action) {
        actions.add(action);
        return () -> actions.remove(action);
    }

    /**
     * Runs an action four seconds after the deadline, if the run has not come to its end by then: it waits for an answer that
     * nothing else puts an end to, and is to wait no longer.
     */
    public Registration onSilence(Runnable action) {
        lastResorts.add(action);
        return () -> lastResorts.remove(action);
    }

    /**
     * For whoever has found out that it has ended, and has something to do yet that nobody is to cancel: waits until those who
     * registered for its end have done what they do then, for a second at most.
     */
    public void awaitTold() {
        if (outer != null && outer.hasEnded()) {
            outer.awaitTold();
        }
        try {
            told.await(TELLING.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the watchdog; what is still registered is forgotten. */
    @Override
    public void close() {
        closed.countDown();
        wakeUp.countDown();
        afterwards.run();
    }

    /** Runs an action when it is closed. */
    void onClose(Runnable action) {
        afterwards = action;
    }

    private void end() {
        wakeUp.countDown();
    }

    private void watch() {
        try {
            boolean over = false;
            while (!over) {
                over = limit == null ? awaitWakeUp() : wakeUp.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                over = over || isOver();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (closed.getCount() > 0) {
            ended.countDown();
            tell();
            cutLoose();
        }
    }

    /** Each on a thread: one that waits for a silent server is not to keep the others, nor the last resort. */
    private void tell() {
        List<Runnable> due = List.copyOf(actions);
        AtomicInteger untold = new AtomicInteger(due.size() + 1);
        for (Runnable action : due) {
            Thread thread = new Thread(
                    () -> {
                        run(action);
                        told(untold);
                    },
                    "tandem-cancel");
            thread.setDaemon(true);
            thread.start();
        }
        told(untold);
    }

    private void told(AtomicInteger untold) {
        if (untold.decrementAndGet() == 0) {
            told.countDown();
        }
    }

    private void cutLoose() {
        try {
            if (!closed.await(LEAVE.toNanos(), TimeUnit.NANOSECONDS)) {
                lastResorts.forEach(Deadline::run);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitWakeUp() throws InterruptedException {
        wakeUp.await();
        return true;
    }

    /** It may have begun again while its end was waited for; once it is over it cannot any more. */
    private synchronized boolean isOver() {
        boolean over = System.nanoTime() - end >= 0;
        if (over) {
            ended.countDown();
        }
        return over;
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(Deadline.class).warn("What was running could not be cancelled", e);
        }
    }

    static String text(@Nullable Duration limit) {
        if (limit == null) {
            return "the run";
        }
        String iso = limit.toString();
        return iso.substring(2).toLowerCase(Locale.ROOT);
    }

    /** An action that waits for the deadline. */
    public interface Registration extends AutoCloseable {
        /** Forgets the action. */
        @Override
        void close();
    }
}
