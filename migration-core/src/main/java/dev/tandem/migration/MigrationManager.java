package dev.tandem.migration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Migrates several databases together. This is the way in: it plans, shows and runs commands on the databases it was
 * built with. Safe for use by several threads; runs of the same process wait for each other at the databases' locks.
 */
public final class MigrationManager {
    private static final Duration LONG_STATEMENT = Duration.ofSeconds(10);

    private final List<MigrationDatabase> databases;
    private final List<MigrationListener> listeners;
    private final @Nullable Duration timeout;
    private final @Nullable Duration lockWait;
    private final Set<Deadline> running = ConcurrentHashMap.newKeySet();

    private MigrationManager(
            List<MigrationDatabase> databases,
            List<MigrationListener> listeners,
            @Nullable Duration timeout,
            @Nullable Duration lockWait) {
        this.databases = databases.stream().sorted(Planner.ORDER).toList();
        this.listeners = List.copyOf(listeners);
        this.timeout = timeout;
        this.lockWait = lockWait;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The names of its databases, in forward order. */
    public List<String> databases() {
        return databases.stream().map(MigrationDatabase::name).toList();
    }

    /**
     * The same, for some of the databases only.
     *
     * @throws InvalidConfigurationException for a name it does not know
     */
    public MigrationManager only(Collection<String> names) {
        for (String name : names) {
            if (!databases().contains(name)) {
                throw new InvalidConfigurationException(
                        Failure.of(
                                null,
                                "There is no database named " + name + ".",
                                "Known are: " + String.join(", ", databases()) + "."),
                        null);
            }
        }
        List<MigrationDatabase> some = databases.stream()
                .filter(database -> names.contains(database.name()))
                .toList();
        return new MigrationManager(some, listeners, timeout, lockWait);
    }

    /** The same, with another limit to a run and to any reading. */
    public MigrationManager within(@Nullable Duration limit) {
        return new MigrationManager(databases, listeners, limit, lockWait);
    }

    /**
     * Reads where every database stands, without a lock, and tries to connect once only. One that cannot be read, whatever
     * the reason, says so in its {@linkplain DatabaseStatus#obstacle() obstacle}; the others are still read.
     */
    public List<DatabaseStatus> status() {
        try (Deadline deadline = deadline()) {
            return databases.stream()
                    .map(database -> status(database, deadline))
                    .toList();
        }
    }

    private static DatabaseStatus status(MigrationDatabase database, Deadline deadline) {
        try (Sessions sessions = Sessions.connect(List.of(database), newId(), deadline, Connecting.once())) {
            MigrationSession session = sessions.get(database.name());
            return sessions.state(database, session).status(session.lock());
        } catch (MigrationException e) {
            return DatabaseStatus.unread(database, Obstacle.toReading(e));
        }
    }

    /**
     * Looks for everything that is wrong with the migrations, not for the first thing only. Changes nothing.
     *
     * @param ask whether to ask the databases, too, which know what was applied, and perhaps how to read a statement; one
     *     that cannot be reached is worth a note
     */
    public List<Finding> validate(boolean ask) {
        try (Deadline deadline = deadline()) {
            return new Validation(newId(), ask, deadline).of(databases);
        }
    }

    /** Everything that helps somebody who looks for a reason. A database that cannot be read says so; the others are still read. */
    public List<DatabaseInfo> info() {
        try (Deadline deadline = deadline()) {
            return databases.stream().map(database -> info(database, deadline)).toList();
        }
    }

    private static DatabaseInfo info(MigrationDatabase database, Deadline deadline) {
        try (Sessions sessions = Sessions.connect(List.of(database), newId(), deadline, Connecting.once())) {
            return DatabaseInfo.read(database, sessions);
        } catch (MigrationException e) {
            return new DatabaseInfo(DatabaseStatus.unread(database, Obstacle.toReading(e)), null, List.of());
        }
    }

    /** Which of the databases do not let us in now, and why; empty when all do. Reads neither files nor histories. */
    public List<Failure> unreachable() {
        List<Failure> failures = new ArrayList<>();
        try (Deadline deadline = deadline()) {
            for (MigrationDatabase database : databases) {
                try (MigrationSession session = database.connect(newId(), deadline)) {
                    // Some drivers connect to nothing before they are asked something.
                    session.lock();
                } catch (DatabaseUnreachableException e) {
                    failures.add(e.failure());
                }
            }
        }
        return failures;
    }

    /** What a run of this command would do now, without a lock. */
    public Plan plan(Command command) {
        try (Deadline deadline = deadline();
                Sessions sessions = Sessions.connect(databases, newId(), deadline, patiently())) {
            return Planner.plan(command, sessions.states(command));
        }
    }

    /** About what a drop would take with it, by database in forward order; empty for one whose server does not estimate. */
    public Map<String, List<TableRows>> rows() {
        Map<String, List<TableRows>> rows = new LinkedHashMap<>();
        try (Deadline deadline = deadline();
                Sessions sessions = Sessions.connect(databases, newId(), deadline, patiently())) {
            sessions.all()
                    .forEach((database, session) -> rows.put(
                            database.name(), session instanceof RowEstimates estimates ? estimates.rows() : List.of()));
        }
        return rows;
    }

    /**
     * Writes the exact SQL of what a run of this command would do now, with the boundaries of its transactions. Takes no
     * lock and creates nothing.
     *
     * @return the plan that was written
     */
    public Plan dryRun(Command command, Appendable out) {
        try (Deadline deadline = deadline();
                Sessions sessions = Sessions.connect(databases, newId(), deadline, patiently())) {
            Plan plan = Planner.plan(command, sessions.states(command));
            new DryRun(out).write(plan, sessions);
            return plan;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs a command.
     *
     * @return what was done
     * @throws MigrationException when it failed; it carries the report of what was done before
     */
    public Report run(Command command) {
        return execute(command, null);
    }

    /**
     * Runs a command only if its plan is still the one that somebody has confirmed.
     *
     * @throws RefusedException when it is not; nothing was executed then
     */
    public Report run(Command command, Plan confirmed) {
        return execute(command, confirmed);
    }

    /**
     * Does other work on the databases, under the locks that keep migrations away: connects to all of them, prepares,
     * locks those that the work is going to write to, refuses if one of them is dirty, and works.
     *
     * @return what the work returns
     * @throws MigrationException when it failed
     */
    public <T> T run(LockedWork<T> work) {
        String id = newId();
        try (Deadline deadline = deadline()) {
            ShutdownHook hook = new ShutdownHook(deadline);
            running.add(deadline);
            try (Sessions sessions = Sessions.connect(databases, id, deadline, patiently())) {
                return new LockedRun(id, sessions, deadline, new SafeListeners(listeners)).execute(work);
            } finally {
                running.remove(deadline);
                hook.close();
            }
        }
    }

    /**
     * Begins a migration in each of its databases: writes files, and connects to nothing.
     *
     * @return what was written, or with a dry run would have been
     * @throws InvalidConfigurationException when that is not possible in all of them; nothing was written then, unless a
     *     file system failed half-way
     */
    public List<CreatedMigration> create(NewMigration request) {
        List<CreatesMigrations> authors =
                databases.stream().map(MigrationManager::author).toList();
        List<CreatedMigration> planned = authors.stream()
                .map(author -> author.create(request.asDryRun()))
                .toList();
        return request.dryRun()
                ? planned
                : authors.stream().map(author -> author.create(request)).toList();
    }

    private static CreatesMigrations author(MigrationDatabase database) {
        if (database instanceof CreatesMigrations author) {
            return author;
        }
        throw new InvalidConfigurationException(
                Failure.of(
                        database.name(),
                        "Its migrations are not files that could be created here.",
                        "Select other databases with --db."),
                null);
    }

    /** Ends the runs of this manager: what executes is cancelled in the server, state is recorded, locks are released. */
    public void cancel() {
        running.forEach(deadline -> deadline.cancel("by the caller"));
    }

    private Report execute(Command command, @Nullable Plan confirmed) {
        String id = newId();
        Recorder recorder = new Recorder();
        List<MigrationListener> all = new ArrayList<>();
        all.add(recorder);
        all.addAll(listeners);
        SafeListeners told = new SafeListeners(all);
        try (StatementWatch watch = new StatementWatch(databases, told, LONG_STATEMENT);
                Deadline deadline = deadline()) {
            MigrationListener listener = new SafeListeners(List.of(told, watch));
            ShutdownHook hook = new ShutdownHook(deadline);
            running.add(deadline);
            try (Sessions sessions = connect(id, deadline, listener)) {
                return new Run(id, command, confirmed, sessions, deadline, recorder, listener).execute();
            } finally {
                running.remove(deadline);
                hook.close();
            }
        }
    }

    private Sessions connect(String id, Deadline deadline, MigrationListener listener) {
        try {
            return Sessions.connect(databases, id, deadline, Connecting.patiently(listener));
        } catch (MigrationException e) {
            List<DatabaseStatus> unread = databases.stream()
                    .map(database -> database.name().equals(e.failure().database())
                            ? DatabaseStatus.unread(database, Obstacle.toReading(e))
                            : DatabaseStatus.unread(
                                    database, "It was not read: " + e.failure().database() + " came first."))
                    .toList();
            Report report = new Report(id, Report.Outcome.FAILED, List.of(), List.of(), unread, e.failure());
            listener.runFinished(report);
            throw e.attach(report);
        } catch (RuntimeException e) {
            listener.runFinished(Report.failed(id, Failure.of(null, e.toString(), null)));
            throw e;
        }
    }

    private Connecting patiently() {
        return Connecting.patiently(new SafeListeners(listeners));
    }

    private Deadline deadline() {
        return Deadline.of(timeout, lockWait);
    }

    /** Short enough for a log line and a query's id; unique among the runs in a history. */
    private static String newId() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    }

    /** Builds a {@link MigrationManager}. */
    public static final class Builder {
        private final List<MigrationDatabase> databases = new ArrayList<>();
        private final List<MigrationListener> listeners = new ArrayList<>();
        private @Nullable Duration timeout;
        private @Nullable Duration lockWait;

        private Builder() {}

        /** Adds a database. */
        public Builder database(MigrationDatabase database) {
            databases.add(database);
            return this;
        }

        /** Adds a listener of every run. */
        public Builder listener(MigrationListener listener) {
            listeners.add(listener);
            return this;
        }

        /** Bounds a whole run, lock waits included; without it only cancelling ends a run early. */
        public Builder timeout(@Nullable Duration limit) {
            timeout = limit;
            return this;
        }

        /** Bounds the wait for another run's lock, and for a table's; without it the deadline does. */
        public Builder lockWait(@Nullable Duration limit) {
            lockWait = limit;
            return this;
        }

        /**
         * Builds it.
         *
         * @throws InvalidConfigurationException when two databases have one name
         */
        public MigrationManager build() {
            List<String> names = databases.stream().map(MigrationDatabase::name).toList();
            names.stream()
                    .filter(name -> names.indexOf(name) != names.lastIndexOf(name))
                    .findFirst()
                    .ifPresent(name -> {
                        throw new InvalidConfigurationException(
                                Failure.of(null, "Two databases are named " + name + ".", "Give each its own name."),
                                null);
                    });
            return new MigrationManager(databases, listeners, timeout, lockWait);
        }
    }
}
