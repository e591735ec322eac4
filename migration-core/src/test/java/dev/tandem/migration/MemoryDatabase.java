package dev.tandem.migration;

import dev.tandem.migration.History.Applied;
import dev.tandem.migration.History.Entry;
import dev.tandem.migration.History.Progress;
import dev.tandem.migration.History.Stopped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/**
 * A database in memory, for tests of what is decided about databases. The test plays the other runs: it writes into the
 * history, holds the lock, and says what happens just before the lock or the history is looked at.
 */
final class MemoryDatabase implements MigrationDatabase {
    static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
    static final String OTHER_RUN = "other run";

    private final String name;
    private final DatabaseKind kind;
    private final List<String> journal;
    private final List<Migration> migrations = new ArrayList<>();
    private final SortedMap<MigrationId, Entry> entries = new TreeMap<>();
    private final Deque<Runnable> beforeLock = new ArrayDeque<>();
    private final Deque<Runnable> beforeHolder = new ArrayDeque<>();
    private long head;
    private int order;
    private boolean outOfOrder;
    private RuntimeException unconnectable;
    private int attemptsInVain;
    private String holder;
    private boolean broken;
    private CountDownLatch silence = new CountDownLatch(0);
    private boolean oneTransaction;

    private MemoryDatabase(String name, DatabaseKind kind, List<String> journal) {
        this.name = name;
        this.kind = kind;
        this.journal = journal;
    }

    static MemoryDatabase relational(String name) {
        return relational(name, new ArrayList<>());
    }

    /** The journal receives what sessions are asked to do. */
    static MemoryDatabase relational(String name, List<String> journal) {
        return new MemoryDatabase(name, new DatabaseKind("relational", true), journal);
    }

    static MemoryDatabase analytical(String name, List<String> journal) {
        return new MemoryDatabase(name, new DatabaseKind("analytical", false), journal);
    }

    /**
     * A file; {@code down} is {@code null} when it has none. A statement FAIL fails and leaves nothing; UNKNOWN fails, and what
     * it has left cannot be told; LATE finds no time left, CANCELLED is cancelled, UNLOCKED finds the lock lost, BROKEN fails
     * together with the connection, and DEFECT throws what nobody expects.
     */
    MemoryDatabase file(long version, String up, String down) {
        migrations.add(new Migration(
                MigrationId.of(version),
                "m" + version,
                TextScript.of("/" + name + "/" + version + ".up.sql", up),
                down == null ? null : TextScript.of("/" + name + "/" + version + ".down.sql", down)));
        return this;
    }

    /** A file whose up is applied as it is. */
    MemoryDatabase applied(long version, String up, String down) {
        file(version, up, down);
        return write(version, new Applied(up), down != null, null);
    }

    /** The file of a repeatable migration. */
    MemoryDatabase repeatable(String called, String up) {
        migrations.add(new Migration(
                MigrationId.repeatable(called), called, TextScript.of("/" + name + "/R_" + called + ".sql", up), null));
        return this;
    }

    /** What the latest event of a repeatable migration says. */
    MemoryDatabase write(String repeatable, Progress progress, String error) {
        return write(OTHER_RUN, MigrationId.repeatable(repeatable), progress, false, error);
    }

    /** What the latest event of a version says. */
    MemoryDatabase write(long version, Progress progress, boolean hasDown, String error) {
        return write(OTHER_RUN, MigrationId.of(version), progress, hasDown, error);
    }

    private MemoryDatabase write(String runId, MigrationId id, Progress progress, boolean hasDown, String error) {
        head++;
        entries.put(
                id,
                new Entry(
                        id,
                        id instanceof MigrationId.Repeatable repeatable ? repeatable.name() : "m" + id,
                        "",
                        progress,
                        head,
                        AT,
                        Duration.ofMillis(7),
                        "ops@host",
                        runId,
                        hasDown,
                        error));
        return this;
    }

    MemoryDatabase remove(long version) {
        remove(MigrationId.of(version));
        return this;
    }

    private void remove(MigrationId id) {
        head++;
        entries.remove(id);
    }

    MemoryDatabase order(int place) {
        order = place;
        return this;
    }

    /** A journal that can be compared: databases are connected at the same time, so who was first says nothing. */
    static List<String> inOrder(List<String> journal) {
        List<String> ordered = new ArrayList<>(journal);
        int connected = 0;
        while (connected < ordered.size() && ordered.get(connected).startsWith("connect ")) {
            connected++;
        }
        Collections.sort(ordered.subList(0, connected));
        return ordered;
    }

    MemoryDatabase allowOutOfOrder() {
        outOfOrder = true;
        return this;
    }

    /** What a run executes on it is one transaction. */
    MemoryDatabase oneTransaction() {
        oneTransaction = true;
        return this;
    }

    MemoryDatabase unreachable() {
        return unconnectable(
                new DatabaseUnreachableException(Failure.of(name, "The server cannot be reached.", null), null));
    }

    /** The server is not there yet for so many attempts. */
    MemoryDatabase notThereYet(int times) {
        attemptsInVain = times;
        return this;
    }

    /** Connecting ends like this. */
    MemoryDatabase unconnectable(RuntimeException problem) {
        unconnectable = problem;
        return this;
    }

    /** The server does not answer before this is done. */
    MemoryDatabase silentUntil(CountDownLatch answer) {
        silence = answer;
        return this;
    }

    /** Another run holds the lock from now on, or gives it back. */
    MemoryDatabase heldBy(String other) {
        holder = other;
        return this;
    }

    /** Happens just before the lock is tried, the first at the first time. */
    MemoryDatabase beforeLock(Runnable event) {
        beforeLock.add(event);
        return this;
    }

    /** Happens between the reading of the history and the question who holds the lock. */
    MemoryDatabase beforeHolder(Runnable event) {
        beforeHolder.add(event);
        return this;
    }

    /** As it is compared by a run that is not told of anybody at work. */
    DatabaseState state() {
        return DatabaseState.of(this, history(), false);
    }

    DatabaseState stateWhileSomebodyIsAtIt() {
        return DatabaseState.of(this, history(), true);
    }

    boolean isApplied(long version) {
        Entry entry = entries.get(MigrationId.of(version));
        return entry != null && entry.applied();
    }

    private History history() {
        if (broken) {
            throw new DatabaseUnreachableException(Failure.of(name, "The connection was lost.", null), null);
        }
        return new History(head, 1, entries);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public DatabaseKind kind() {
        return kind;
    }

    @Override
    public String lockKind() {
        return "memory";
    }

    @Override
    public int order() {
        return order;
    }

    @Override
    public List<Migration> migrations() {
        return List.copyOf(migrations);
    }

    @Override
    public boolean allowsOutOfOrder() {
        return outOfOrder;
    }

    @Override
    public boolean isOneTransaction() {
        return oneTransaction;
    }

    @Override
    public MigrationSession connect(String runId, Deadline deadline) {
        if (unconnectable != null) {
            throw unconnectable;
        }
        await(silence);
        if (attemptsInVain-- > 0) {
            journal.add("knock at " + name);
            throw new DatabaseUnreachableException(Failure.of(name, "Connection refused.", null), true, null);
        }
        journal.add("connect " + name);
        return new Session(runId);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void next(Deque<Runnable> events) {
        Runnable event = events.poll();
        if (event != null) {
            event.run();
        }
    }

    private String up(MigrationId id) {
        return migrations.stream()
                .filter(one -> one.id().equals(id))
                .map(one -> one.up().fingerprint())
                .findFirst()
                .orElse("");
    }

    private final class Session implements MigrationSession {
        private final String runId;

        Session(String runId) {
            this.runId = runId;
        }

        @Override
        public History history() {
            return MemoryDatabase.this.history();
        }

        @Override
        public Script script(Step step) {
            Migration migration = migrations.stream()
                    .filter(one -> one.id().equals(step.id()))
                    .findFirst()
                    .orElse(null);
            if (step.recordsOnly()) {
                return new TextScript("nothing", List.of());
            }
            return step.direction() == Direction.UP ? migration.up() : migration.down();
        }

        @Override
        public boolean tryLock() {
            next(beforeLock);
            if (holder == null || holder.equals(runId)) {
                holder = runId;
                journal.add("lock " + name);
                return true;
            }
            return false;
        }

        @Override
        public void unlock() {
            journal.add("unlock " + name);
            release();
        }

        @Override
        public String lockKind() {
            return MemoryDatabase.this.lockKind();
        }

        @Override
        public LockStatus lock() {
            next(beforeHolder);
            return new LockStatus(lockKind(), holder, null);
        }

        @Override
        public void run(List<Step> steps, MigrationListener listener) {
            if (oneTransaction) {
                steps.forEach(step -> execute(step, listener));
                steps.forEach(step -> complete(step, listener));
            } else {
                for (Step step : steps) {
                    execute(step, listener);
                    complete(step, listener);
                }
            }
        }

        private void execute(Step step, MigrationListener listener) {
            Script script = script(step);
            listener.stepStarted(step, script);
            List<String> completed = new ArrayList<>();
            try (Script.Statements statements = script.open()) {
                statements.forEachRemaining(statement -> {
                    if (statement.number() > step.completed()) {
                        execute(step, script, statement, completed, listener);
                    }
                    completed.add(statement.fingerprint());
                });
            }
        }

        private void complete(Step step, MigrationListener listener) {
            Script script = script(step);
            journal.add("run " + name + " " + step.id() + " " + (step.direction() == Direction.UP ? "up" : "down"));
            if (step.recordsOnly() && step.direction() == Direction.UP) {
                write(runId, step.id(), new Applied(up(step.id())), true, null);
            } else if (step.direction() == Direction.UP) {
                write(runId, step.id(), new Applied(script.fingerprint()), true, null);
            } else {
                remove(step.id());
            }
            listener.stepCompleted(step, Duration.ofMillis(7));
        }

        private void execute(
                Step step, Script script, SqlStatement statement, List<String> completed, MigrationListener listener) {
            listener.statementStarted(step, statement);
            Failure failure = new Failure(
                    name,
                    step.id(),
                    script.location(),
                    statement.number(),
                    statement.line(),
                    statement.sql(),
                    "no",
                    null);
            MigrationException exception = switch (statement.sql()) {
                case "FAIL", "UNKNOWN", "BROKEN" -> new StatementFailedException(failure, null);
                case "LATE" -> new DeadlineExceededException(failure, null);
                case "CANCELLED" -> new RunCancelledException(failure, null);
                case "UNLOCKED" -> new LostLockException(failure, null);
                case "DEFECT" -> throw new IllegalStateException("a defect");
                default -> null;
            };
            if (exception != null) {
                broken = statement.sql().equals("BROKEN");
                Effects effects = statement.sql().equals("UNKNOWN") ? Effects.UNKNOWN : Effects.NONE;
                failed(step, new Stopped(step.direction(), kind.relational() ? List.of() : completed, effects));
                listener.stepFailed(step, failure, Duration.ofMillis(3));
                throw exception;
            }
        }

        /** Of a down, or of another version of a repeatable one, that has left nothing, the migration is applied as before. */
        private void failed(Step step, Stopped stopped) {
            boolean nothing = stopped.completed() == 0 && stopped.effects() == Effects.NONE;
            Entry before = entries.get(step.id());
            boolean stays = nothing && before != null && before.applied();
            Progress progress = stays ? before.progress() : stopped;
            write(runId, step.id(), progress, stays, "no");
        }

        @Override
        public List<String> dropStatements() {
            return List.of("DROP EVERYTHING");
        }

        @Override
        public void drop() {
            journal.add("drop " + name);
            entries.clear();
        }

        @Override
        public void close() {
            journal.add("close " + name);
            release();
        }

        private void release() {
            if (runId.equals(holder)) {
                holder = null;
            }
        }
    }
}
