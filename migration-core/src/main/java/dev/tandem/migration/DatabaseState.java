package dev.tandem.migration;

import dev.tandem.migration.History.Applied;
import dev.tandem.migration.History.Entry;
import dev.tandem.migration.History.Progress;
import dev.tandem.migration.History.Stopped;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The files and the history of one database, held against each other.
 *
 * @param database the database
 * @param files its migrations by version
 * @param history what was done to it
 * @param versions what follows for each version, ascending
 * @param foreign what was found of other tools, if it was looked for
 */
record DatabaseState(
        MigrationDatabase database,
        SortedMap<Long, Migration> files,
        History history,
        SortedMap<Long, MigrationStatus> versions,
        ForeignHistories foreign) {
    private static final ForeignHistories NOT_LOOKED_FOR = new ForeignHistories(List.of(), List.of(), false);

    /** Compares files and history; {@code running} says that somebody else is at work on the database. */
    static DatabaseState of(MigrationDatabase database, History history, boolean running) {
        SortedMap<Long, Migration> files = new TreeMap<>();
        database.migrations().forEach(migration -> files.put(migration.version(), migration));
        TreeSet<Long> all = new TreeSet<>(files.keySet());
        all.addAll(history.entries().keySet());
        long newest = files.isEmpty() ? -1 : files.lastKey();
        SortedMap<Long, MigrationStatus> versions = new TreeMap<>();
        for (Long version : all) {
            Migration file = files.get(version);
            Entry entry = history.entries().get(version);
            if (file != null || (entry != null && !leftNothing(entry.progress()))) {
                versions.put(version, status(version, file, entry, newest, running));
            }
        }
        return new DatabaseState(database, files, history, versions, NOT_LOOKED_FOR);
    }

    DatabaseState with(ForeignHistories found) {
        return new DatabaseState(database, files, history, versions, found);
    }

    String name() {
        return database.name();
    }

    List<MigrationStatus> in(MigrationState state) {
        return versions.values().stream()
                .filter(status -> status.state() == state)
                .toList();
    }

    /** What is left half done in this version, or {@code null}. */
    @Nullable
    Stopped stopped(long version) {
        Entry entry = history.entries().get(version);
        return entry != null && entry.progress() instanceof Stopped stopped ? stopped : null;
    }

    /** The file's script of one direction, or {@code null}. */
    @Nullable
    Script script(long version, Direction direction) {
        Migration file = files.get(version);
        return file == null ? null : script(file, direction);
    }

    DatabaseStatus status(LockStatus lock) {
        return new DatabaseStatus(
                name(),
                database.kind().id(),
                true,
                history.current(),
                new ArrayList<>(versions.values()),
                lock,
                null,
                Planner.obstacle(this));
    }

    private static MigrationStatus status(
            long version, @Nullable Migration file, @Nullable Entry entry, long newest, boolean running) {
        if (entry == null) {
            Migration pending = Objects.requireNonNull(file);
            return new MigrationStatus(
                    version, pending.name(), MigrationState.PENDING, null, null, null, pending.down() != null, null);
        }
        return new MigrationStatus(
                version,
                file != null ? file.name() : entry.name(),
                state(entry.progress(), version, file, newest, running),
                entry.applied() ? entry.at() : null,
                entry.applied() ? entry.duration() : null,
                entry.applied() ? entry.appliedBy() : null,
                file != null ? file.down() != null : entry.hasDown(),
                entry.error());
    }

    private static MigrationState state(
            Progress progress, long version, @Nullable Migration file, long newest, boolean running) {
        if (progress instanceof Applied applied) {
            if (file == null) {
                return version > newest ? MigrationState.FUTURE : MigrationState.MISSING;
            }
            boolean same = file.up().fingerprint().equals(applied.fingerprint());
            return same ? MigrationState.APPLIED : MigrationState.CHANGED;
        }
        Stopped stopped = (Stopped) progress;
        if (running) {
            return MigrationState.RUNNING;
        }
        if (stopped.effects() != Effects.NONE) {
            return MigrationState.DIRTY;
        }
        if (leftNothing(stopped)) {
            return MigrationState.PENDING;
        }
        if (file == null && stopped.direction() == Direction.UP) {
            return MigrationState.DIRTY;
        }
        Script script = file == null ? null : script(file, stopped.direction());
        return firstDifference(script, stopped) == 0 ? MigrationState.RESUMABLE : MigrationState.CHANGED;
    }

    /** Whether it is as if it had never been begun. */
    private static boolean leftNothing(Progress progress) {
        return progress instanceof Stopped stopped
                && stopped.direction() == Direction.UP
                && stopped.completed() == 0
                && stopped.effects() == Effects.NONE;
    }

    private static @Nullable Script script(Migration file, Direction direction) {
        return direction == Direction.UP ? file.up() : file.down();
    }

    /** The number of the first statement that was completed and reads differently now, or 0; without a script 0. */
    static int firstDifference(@Nullable Script script, Stopped stopped) {
        if (script == null) {
            return 0;
        }
        try (Script.Statements statements = script.open()) {
            int number = 0;
            for (String fingerprint : stopped.fingerprints()) {
                number++;
                String now = statements.hasNext() ? statements.next().fingerprint() : null;
                // Of those without a fingerprint of their own, the next one's tells: it is chained.
                boolean same = fingerprint.equals(now) || (now != null && fingerprint.equals(Stopped.NOT_RECORDED));
                if (!same) {
                    return number;
                }
            }
        }
        return 0;
    }
}
