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
 *   <li>Who takes over a lapsed one renews it, ends the statements that its predecessor has in the server, waits a whole
 *       lease, and has it only when they are gone and it is still his. Then the run reads the history and plans again.
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
    private State state = State.NOT_TAKEN;
    private Lease held = Lease.free(0);
    /** The longer one of ours and the predecessor's, from whom it is taken over. */
    private Duration wait = Duration.ZERO;

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
            case NOT_TAKEN -> store.prepare();
        }
        Lease seen = store.read();
        if (seen == null || !(seen.isFree() || seen.isOf(owner) || lapse.hasLapsed(seen))) {
            return false;
        }
        long sent = System.nanoTime();
        Lease now = store.replace(seen, owner, length);
        if (!now.isOf(owner) || now.isStill(seen)) {
            return false;
        }
        held = now;
        renewalSentAt = sent;
        uncertain = false;
        left = false;
        state = seen.isFree() ? State.HELD : State.TAKING_OVER;
        takenOverAt = sent;
        wait = lapse.longer(seen);
        renewal = LeaseRenewal.start(length.dividedBy(3), this::renewOrLose);
        if (state == State.TAKING_OVER) {
            log.info("The lock was not released by {}, and is taken over in {} ms", seen.owner(), wait.toMillis());
        }
        return state == State.HELD;
    }

    private boolean completeTakeOver() throws SQLException {
        renewIfDue();
        if (predecessors.areGone() && System.nanoTime() - takenOverAt >= wait.toNanos()) {
            state = State.HELD;
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
        if (state != State.LOST && !isWithin(length.multipliedBy(2).dividedBy(3))) {
            try {
                renewPatiently();
            } catch (SQLException e) {
                loseIfOver(e);
                if (state != State.LOST) {
                    throw LockGoneException.unsent("The lock could not be renewed: " + e.getMessage() + ".", e);
                }
            }
        }
        if (state == State.LOST) {
            throw LockGoneException.unsent(whyLost, null);
        }
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
        if (uncertain) {
            Lease now = store.read();
            if (now == null || !now.isOf(owner)) {
                lose(now);
                return;
            }
            held = now;
        }
        long sent = System.nanoTime();
        uncertain = true;
        Lease now = store.replace(held, owner, length);
        if (!now.isOf(owner)) {
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

    private void loseIfOver(SQLException e) {
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
            } catch (SQLException e) {
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
                } catch (SQLException e) {
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
            store.replace(held, "", length);
        } catch (SQLException e) {
            if (System.nanoTime() - sent > PROMPT.toNanos()) {
                throw e;
            }
            // A connection that rested may have been dead.
            Lease now = store.read();
            if (now != null && now.isOf(owner)) {
                store.replace(now, "", length);
            }
        }
    }

    @Override
    public synchronized LockStatus status() throws SQLException {
        Lease now = store.read();
        String kind = store.kind().word();
        if (now == null || now.isFree()) {
            return new LockStatus(kind, null, null);
        }
        boolean lapsed = now.age().compareTo(now.length()) > 0;
        return new LockStatus(
                kind,
                now.owner()
                        + (lapsed ? ", without a sign of life for " : ", renewed ")
                        + now.age().toSeconds()
                        + (lapsed ? " s" : " s ago"),
                now.since(),
                lapsed);
    }

    @Override
    public void close() {
        unlock();
    }
}
