package dev.tandem.migration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Migrates several databases together. This is the way in: it plans, shows and runs commands on the databases it was
 * built with. Safe for use by several threads; runs of the same process wait for each other at the databases' locks.
 */
public final class MigrationManager {
    private final List<MigrationDatabase> databases;
    private final RunSettings settings;
    private final Inspection inspection;
    private final Runs runs;

    private MigrationManager(List<MigrationDatabase> databases, RunSettings settings) {
        this.databases = databases.stream().sorted(Planner.ORDER).toList();
        this.settings = settings;
        Set<Deadline> running = ConcurrentHashMap.newKeySet();
        this.inspection = new Inspection(this.databases, settings, running);
        this.runs = new Runs(this.databases, settings, running);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The names of its databases, in forward order. */
    public List<String> databases() {
        return databases.stream().map(MigrationDatabase::name).toList();
    }

    /**
     * One of its databases, for whoever looks into it beside all migrations.
     *
     * @throws InvalidConfigurationException for a name it does not know
     */
    public MigrationDatabase database(String name) {
        return databases.stream()
                .filter(database -> database.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidConfigurationException(
                        Failure.of(
                                null,
                                "There is no database named " + name + ".",
                                "Known are: " + String.join(", ", databases()) + "."),
                        null));
    }

    /**
     * The same, for some of the databases only.
     *
     * @throws InvalidConfigurationException for a name it does not know
     */
    public MigrationManager only(Collection<String> names) {
        names.forEach(this::database);
        List<MigrationDatabase> some = databases.stream()
                .filter(database -> names.contains(database.name()))
                .toList();
        return new MigrationManager(some, settings);
    }

    /** The same, with another limit to a run and to any reading. */
    public MigrationManager within(@Nullable Duration limit) {
        return new MigrationManager(databases, settings.within(limit));
    }

    /**
     * Reads where every database stands, without a lock, and tries to connect once only. One that cannot be read, whatever
     * the reason, says so in its {@linkplain DatabaseStatus#obstacle() obstacle}; the others are still read.
     */
    public List<DatabaseStatus> status() {
        return inspection.status();
    }

    /**
     * Looks for everything that is wrong with the migrations, not for the first thing only. Changes nothing.
     *
     * @param ask whether to ask the databases, too, which know what was applied, and perhaps how to read a statement; one
     *     that cannot be reached is worth a note
     */
    public List<Finding> validate(boolean ask) {
        return inspection.validate(ask);
    }

    /** Everything that helps somebody who looks for a reason. A database that cannot be read says so; the others are still read. */
    public List<DatabaseInfo> info() {
        return inspection.info();
    }

    /** Which of the databases do not let us in now, and why; empty when all do. Reads neither files nor histories. */
    public List<Failure> unreachable() {
        return inspection.unreachable();
    }

    /** What a run of this command would do now, without a lock. */
    public Plan plan(Command command) {
        return inspection.plan(command);
    }

    /** About what a drop would take with it, by database in forward order; empty for one whose server does not estimate. */
    public Map<String, List<TableRows>> rows() {
        return inspection.rows();
    }

    /**
     * Writes the exact SQL of what a run of this command would do now, with the boundaries of its transactions. Takes no
     * lock and creates nothing.
     *
     * @return the plan that was written
     */
    public Plan dryRun(Command command, Appendable out) {
        return inspection.dryRun(command, out);
    }

    /**
     * Runs a command.
     *
     * @return what was done
     * @throws MigrationException when it failed; it carries the report of what was done before
     */
    public Report run(Command command) {
        return runs.execute(command, null);
    }

    /**
     * Runs a command only if its plan is still the one that somebody has confirmed.
     *
     * @throws RefusedException when it is not; nothing was executed then
     */
    public Report run(Command command, Plan confirmed) {
        return runs.execute(command, confirmed);
    }

    /**
     * Does other work on the databases, under the locks that keep migrations away: connects to all of them, prepares,
     * locks those that the work is going to write to, refuses if one of them is dirty, and works.
     *
     * @return what the work returns
     * @throws MigrationException when it failed
     */
    public <T> T run(LockedWork<T> work) {
        return runs.execute(work);
    }

    /**
     * Begins a migration in each of its databases: writes files, and connects to nothing.
     *
     * @return what was written, or with a dry run would have been
     * @throws InvalidConfigurationException when that is not possible in all of them; nothing was written then, unless a
     *     file system failed half-way
     */
    public List<CreatedMigration> create(NewMigration request) {
        return new Authors(databases).create(request);
    }

    /**
     * Ends the runs of this manager, and what it is reading: what executes is cancelled in the server, state is recorded, locks
     * are released.
     */
    public void cancel() {
        runs.cancel();
    }

    /** Builds a {@link MigrationManager}. */
    public static final class Builder {
        private final List<MigrationDatabase> databases = new ArrayList<>();
        private final List<MigrationListener> listeners = new ArrayList<>();
        private @Nullable Duration timeout;
        private @Nullable Duration lockWait;
        private boolean rollbackOnFailure;

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
         * Whether a run takes back, in every database, the migrations that it has applied itself when a later one fails;
         * {@code false} unless set. For that it has once more the time that it was given. Only after a statement that failed
         * and has left nothing, and only if each of them has a down: otherwise nothing is taken back, and the failure says
         * why. Never after the deadline, cancelling, or a lost lock or connection.
         */
        public Builder rollbackOnFailure(boolean takesBack) {
            rollbackOnFailure = takesBack;
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
            return new MigrationManager(databases, new RunSettings(listeners, timeout, lockWait, rollbackOnFailure));
        }
    }
}
