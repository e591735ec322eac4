package dev.tandem.migration.clickhouse;

import dev.tandem.migration.LockStatus;
import dev.tandem.migration.sql.RunLock;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lock that its holder has to renew, on servers that do not notice that a client is gone.
 *
 * <ol>
 *   <li>It is an owner and a counter. Acquiring, renewing, releasing and taking over are one operation: replace what was
 *       read, unless it has changed, by the next owner and counter + 1 ({@link LeaseStore}). Whether that succeeded is read
 *       back; the answer of the server decides nothing.
 *   <li>The holder renews every third of its lease, on a thread and a connection of its own. A statement is sent only while
 *       a third of the lease is left, counted from the moment at which the last successful renewal was <em>sent</em>; with
 *       less left it is renewed first. A renewal that got no answer may have succeeded or may still; so before the next one
 *       it is read what is there.
 *   <li>It has <em>lapsed</em> for an observer who has seen the same owner and counter for a whole lease on his own
 *       monotonic clock; the owner's lease or the observer's, whichever is longer. No two clocks are compared.
 *   <li>Who takes over a lapsed one writes that he is taking it over, renews that, ends the statements that its predecessor has
 *       in the server, and waits a whole lease. When they are gone then he makes it his own, and has it when that was read
 *       back. Then the run reads the history and plans again.
 *   <li>Who takes it over from somebody who was only taking it over does not wait that lease again: nobody sent anything
 *       since that one began to, and he has seen him do nothing for a whole lease already. So those who give up early, one
 *       after the other, do not keep it from everybody for ever.
 *   <li>A holder that finds another owner, or whose lease has run out because it could not renew it, has lost it: it sends
 *       nothing any more, and ends in the server what it has there.
 *   <li>Releasing leaves it free. It is not released but left to lapse while something of the run may still be going on in
 *       the server: a statement whose end nobody saw, or those of a predecessor.
 * </ol>
 *
 * <p>What remains possible: between the look at the lease and the arrival of a statement at the server lies the way there.
 * A statement that takes more than a third of the lease for it, and the successor's whole lease of waiting with it, because
 * its process was stopped at that very point or the network kept it, is executed beside those of the successor.
 */
final class LeasedLock implements RunLock {
    private static final Logger log = LoggerFactory.getLogger(LeasedLock.class);

    /** A server that takes longer to say no will not take a second request either. */
    /** What the owner says behind his name until it is his. */
    static final String TAKING_OVER = ", taking it over";

    private static final Duration PROMPT = Duration.ofSeconds(1);

    private enum State {
        NOT_TAKEN,
        TAKING_OVER,
        HELD,
        LOST
    }

    private final LeaseStore store;
    private final Predecessors predecessors;
    private final String owner;
    private final Duration length;
    private final Runnable whenLost;
    private final Lapse lapse;
    /** What is written as the owner now: who we are, perhaps with {@link #TAKING_OVER}. */
    private String name;

    private State state = State.NOT_TAKEN;
    private Lease held = Lease.free(0);
    /** The longer one of ours and the predecessor's, from whom it is taken over. */
    private Duration wait = Duration.ZERO;

    private String predecessor = "";
    private long takenOverAt;
    private long renewalSentAt;
    /** A renewal was sent of which nothing was heard. */
    private boolean uncertain;

    private boolean left;
    private String whyLost = "";
    private @Nullable LeaseRenewal renewal;

    /**
     * Not taken yet.
     *
     * @param owner who we are, unlike every other run
     * @param length of our lease
     * @param whenLost ends what this run has in the server; called on the thread that renews
     */
    LeasedLock(LeaseStore store, Predecessors predecessors, String owner, Duration length, Runnable whenLost) {
        this.store = store;
        this.predecessors = predecessors;
        this.owner = owner;
        this.name = owner;
        this.length = length;
        this.whenLost = whenLost;
        this.lapse = new Lapse(length);
    }

    @Override
    public synchronized boolean tryLock() throws SQLException {
        switch (state) {
            case HELD -> {
                check();
                return true;
            }
            case TAKING_OVER -> {
                return completeTakeOver();
            }
            case LOST -> throw LockGoneException.unsent(whyLost, null);
            case NOT_TAKEN -> {}
        }
        Lease seen = readOrPrepare();
        if (seen == null || !(seen.isFree() || isOurs(seen) || lapse.hasLapsed(seen))) {
            return false;
        }
        name = seen.isFree() ? owner : owner + TAKING_OVER;
        long sent = System.nanoTime();
        Lease now = store.replace(seen, name, length);
        if (!now.isOf(name) || now.isStill(seen)) {
            return false;
        }
        held = now;
        renewalSentAt = sent;
        uncertain = false;
        left = false;
        state = seen.isFree() ? State.HELD : State.TAKING_OVER;
        takenOverAt = sent;
        predecessor = seen.owner().replace(TAKING_OVER, "");
        wait = seen.owner().endsWith(TAKING_OVER) ? Duration.ZERO : lapse.longer(seen);
        renewal = LeaseRenewal.start(length.dividedBy(3), this::renewOrLose);
        if (state == State.TAKING_OVER) {
            log.info("The lock was not released by {}, and is taken over in {} ms", predecessor, wait.toMillis());
        }
        return state == State.HELD;
    }

    /** Whoever waits looks again and again: that defines nothing. */
    private @Nullable Lease readOrPrepare() throws SQLException {
        Lease seen = store.read();
        if (seen == null) {
            store.prepare();
            seen = store.read();
        }
        return seen;
    }

    private boolean completeTakeOver() throws SQLException {
        renewIfDue();
        if (predecessors.areGone() && System.nanoTime() - takenOverAt >= wait.toNanos()) {
            name = owner;
            renewOrThrow();
            if (held.isOf(owner)) {
                state = State.HELD;
            }
        }
        return state == State.HELD;
    }

    @Override
    public synchronized void check() throws SQLException {
        if (state != State.NOT_TAKEN) {
            renewIfDue();
        }
    }

    /** Returns with at least a third of the lease left. */
    private void renewIfDue() throws SQLException {
        if (state != State.LOST && !isWithin(permitted())) {
            renewOrThrow();
        }
        if (state == State.LOST) {
            throw LockGoneException.unsent(whyLost, null);
        }
    }

    private void renewOrThrow() throws SQLException {
        try {
            renewPatiently();
            if (state != State.LOST && !isWithin(permitted())) {
                throw new SQLException("the answer took longer than two thirds of the lease");
            }
        } catch (SQLException e) {
            loseIfOver(e);
            if (state != State.LOST) {
                throw LockGoneException.unsent(
                        "The lock could not be renewed: "
                                + ClickHouseErrors.answer(e).message() + ".",
                        e);
            }
        }
        if (state == State.LOST) {
            throw LockGoneException.unsent(whyLost, null);
        }
    }

    private boolean isOurs(Lease lease) {
        return lease.isOf(owner) || lease.isOf(owner + TAKING_OVER);
    }

    /** For how long after a renewal something may be sent. */
    private Duration permitted() {
        return length.multipliedBy(2).dividedBy(3);
    }

    private boolean isWithin(Duration time) {
        return System.nanoTime() - renewalSentAt < time.toNanos();
    }

    /** A connection that rested may be dead, which the first request over it finds out. */
    private void renewPatiently() throws SQLException {
        try {
            renew();
        } catch (SQLException e) {
            if (!isWithin(length)) {
                throw e;
            }
            renew();
        }
    }

    private void renew() throws SQLException {
        // Also of one that was sent before and gets there only between reading and replacing.
        long sent = System.nanoTime();
        if (uncertain) {
            Lease now = store.read();
            if (now == null || !isOurs(now)) {
                lose(now);
                return;
            }
            held = now;
        }
        uncertain = true;
        Lease now = store.replace(held, name, length);
        if (!isOurs(now)) {
            lose(now);
        } else if (now.isStill(held)) {
            throw new SQLException("what is read is still what was there before");
        } else {
            held = now;
            renewalSentAt = sent;
            uncertain = false;
        }
    }

    private void lose(@Nullable Lease now) {
        whyLost = "The lock was lost: "
                + (now == null || now.isFree()
                        ? "it was taken over and released since"
                        : "it was taken over by " + now.owner())
                + ", because this run gave no sign of life for longer than its lease of " + length.toMillis() + " ms.";
        state = State.LOST;
    }

    private void loseIfOver(Exception e) {
        if (!isWithin(length)) {
            whyLost = "The lock was lost: it could not be renewed within its lease of " + length.toMillis() + " ms ("
                    + e.getMessage() + ").";
            state = State.LOST;
        }
    }

    /** On the thread that renews. */
    private @Nullable Duration renewOrLose() {
        synchronized (this) {
            if (state != State.HELD && state != State.TAKING_OVER) {
                return null;
            }
            Duration next = length.dividedBy(3);
            try {
                renewPatiently();
            } catch (SQLException | RuntimeException e) {
                log.debug("The lock was not renewed, which is tried again", e);
                loseIfOver(e);
                next = length.dividedBy(15);
            }
            if (state != State.LOST) {
                return next;
            }
        }
        log.warn("{}", whyLost);
        whenLost.run();
        return null;
    }

    @Override
    public synchronized boolean isLost() {
        return state == State.LOST;
    }

    /** Why it was lost. */
    synchronized String whyLost() {
        return whyLost;
    }

    @Override
    public synchronized void leave() {
        left = true;
    }

    @Override
    public void unlock() {
        LeaseRenewal renewing = renewal;
        if (renewing != null) {
            renewing.end();
        }
        synchronized (this) {
            if (state == State.HELD && !left) {
                try {
                    release();
                } catch (SQLException | RuntimeException e) {
                    log.debug("The lock was not released, and lapses", e);
                }
            }
            // A lost one stays so: the run is not to send anything under it.
            state = state == State.LOST ? State.LOST : State.NOT_TAKEN;
        }
    }

    private void release() throws SQLException {
        long sent = System.nanoTime();
        try {
            release(uncertain ? store.read() : held);
        } catch (SQLException e) {
            if (System.nanoTime() - sent > PROMPT.toNanos()) {
                throw e;
            }
            // A connection that rested may have been dead.
            release(store.read());
        }
    }

    private void release(@Nullable Lease seen) throws SQLException {
        if (seen != null && isOurs(seen)) {
            store.replace(seen, "", length);
        }
    }

    @Override
    public synchronized LockStatus status() throws SQLException {
        Lease now = store.read();
        String kind = store.kind().word();
        if (now == null || now.isFree()) {
            return new LockStatus(kind, null, null);
        }
        if (state == State.TAKING_OVER && isOurs(now)) {
            String gone = predecessor + ", which gave no sign of life, and from which this run is taking it over";
            return new LockStatus(kind, gone, now.since());
        }
        boolean lapsed = now.age().compareTo(now.length()) > 0;
        return new LockStatus(
                kind,
                now.owner()
                        + (lapsed ? ", without a sign of life for " : ", renewed ")
                        + now.age().toSeconds()
                        + (lapsed ? " s" : " s ago"),
                now.since(),
                lapsed,
                null);
    }

    @Override
    public void close() {
        unlock();
    }
}
