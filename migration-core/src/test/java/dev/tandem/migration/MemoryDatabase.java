package dev.tandem.migration;

import dev.tandem.migration.History.Applied;
import dev.tandem.migration.History.Entry;
import dev.tandem.migration.History.Progress;
import dev.tandem.migration.History.Stopped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

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
    private final SortedMap<Long, Entry> entries = new TreeMap<>();
    private final Deque<Runnable> beforeLock = new ArrayDeque<>();
    private final Deque<Runnable> beforeHolder = new ArrayDeque<>();
    private long head;
    private int order;
    private boolean outOfOrder;
    private RuntimeException unconnectable;
    private int attemptsInVain;
    private String holder;

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

    /** A file; {@code down} is {@code null} when it has none. A statement FAIL fails. */
    MemoryDatabase file(long version, String up, String down) {
        migrations.add(new Migration(
                version,
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

    /** What the latest event of a version says. */
    MemoryDatabase write(long version, Progress progress, boolean hasDown, String error) {
        head++;
        entries.put(
                version,
                new Entry(
                        version,
                        "m" + version,
                        "",
                        progress,
                        head,
                        AT,
                        Duration.ofMillis(7),
                        "ops@host",
                        OTHER_RUN,
                        hasDown,
                        error));
        return this;
    }

    MemoryDatabase remove(long version) {
        head++;
        entries.remove(version);
        return this;
    }

    MemoryDatabase order(int place) {
        order = place;
        return this;
    }

    MemoryDatabase allowOutOfOrder() {
        outOfOrder = true;
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
        return entries.containsKey(version) && entries.get(version).applied();
    }

    private History history() {
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
    public MigrationSession connect(String runId, Deadline deadline) {
        if (unconnectable != null) {
            throw unconnectable;
        }
        if (attemptsInVain-- > 0) {
            journal.add("knock at " + name);
            throw new DatabaseUnreachableException(Failure.of(name, "Connection refused.", null), true, null);
        }
        journal.add("connect " + name);
        return new Session(runId);
    }

    private static void next(Deque<Runnable> events) {
        Runnable event = events.poll();
        if (event != null) {
            event.run();
        }
    }

    private String up(long version) {
        return migrations.stream()
                .filter(one -> one.version() == version)
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
                    .filter(one -> one.version() == step.version())
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
            for (Step step : steps) {
                Script script = script(step);
                listener.stepStarted(step, script);
                try (Script.Statements statements = script.open()) {
                    statements.forEachRemaining(statement -> execute(step, script, statement, listener));
                }
                journal.add("run " + name + " " + step.version() + " "
                        + (step.direction() == Direction.UP ? "up" : "down"));
                if (step.recordsOnly() && step.direction() == Direction.UP) {
                    write(step.version(), new Applied(up(step.version())), true, null);
                } else if (step.direction() == Direction.UP) {
                    write(step.version(), new Applied(script.fingerprint()), true, null);
                } else {
                    remove(step.version());
                }
                listener.stepCompleted(step, Duration.ofMillis(7));
            }
        }

        private void execute(Step step, Script script, SqlStatement statement, MigrationListener listener) {
            listener.statementStarted(step, statement);
            if (statement.sql().equals("FAIL")) {
                Failure failure = new Failure(
                        name,
                        step.version(),
                        script.location(),
                        statement.number(),
                        statement.line(),
                        statement.sql(),
                        "no",
                        null);
                write(step.version(), new Stopped(step.direction(), List.of(), Effects.NONE), false, "no");
                listener.stepFailed(step, failure, Duration.ofMillis(3));
                throw new StatementFailedException(failure, null);
            }
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
