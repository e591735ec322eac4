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
import org.jspecify.annotations.Nullable;

/**
 * The files and the history of one database, held against each other.
 *
 * @param database the database
 * @param files its migrations
 * @param history what was done to it
 * @param migrations what follows for each migration, in their order
 * @param foreign what was found of other tools, if it was looked for
 */
record DatabaseState(
        MigrationDatabase database,
        SortedMap<MigrationId, Migration> files,
        History history,
        SortedMap<MigrationId, MigrationStatus> migrations,
        ForeignHistories foreign) {
    /** No name is before the empty one. */
    private static final MigrationId BEHIND_ALL_VERSIONS = MigrationId.repeatable("");

    private static final ForeignHistories NOT_LOOKED_FOR = new ForeignHistories(List.of(), List.of(), false);

    /** Compares files and history; {@code running} says that somebody else is at work on the database. */
    static DatabaseState of(MigrationDatabase database, History history, boolean running) {
        SortedMap<MigrationId, Migration> files = new TreeMap<>();
        database.migrations().forEach(migration -> files.put(migration.id(), migration));
        SortedMap<MigrationId, Migration> versioned = files.headMap(BEHIND_ALL_VERSIONS);
        MigrationId newest = versioned.isEmpty() ? null : versioned.lastKey();
        SortedMap<MigrationId, MigrationStatus> migrations = new TreeMap<>();
        files.forEach((id, file) ->
                migrations.put(id, status(id, file, history.entries().get(id), newest, running)));
        history.entries().forEach((id, entry) -> {
            if (!id.isRepeatable() && !files.containsKey(id) && !leftNothing(entry.progress())) {
                migrations.put(id, status(id, null, entry, newest, running));
            }
        });
        return new DatabaseState(database, files, history, migrations, NOT_LOOKED_FOR);
    }

    DatabaseState with(ForeignHistories found) {
        return new DatabaseState(database, files, history, migrations, found);
    }

    String name() {
        return database.name();
    }

    /** The migrations that have a version, ascending. */
    SortedMap<MigrationId, MigrationStatus> versioned() {
        return migrations.headMap(BEHIND_ALL_VERSIONS);
    }

    /** Those of the files that are run again whenever they change, by name. */
    SortedMap<MigrationId, MigrationStatus> repeatable() {
        return migrations.tailMap(BEHIND_ALL_VERSIONS);
    }

    List<MigrationStatus> in(MigrationState state) {
        return migrations.values().stream()
                .filter(status -> status.state() == state)
                .toList();
    }

    /** What is left half done of a migration, or {@code null}. */
    @Nullable
    Stopped stopped(MigrationId id) {
        Entry entry = history.entries().get(id);
        return entry != null && entry.progress() instanceof Stopped stopped ? stopped : null;
    }

    /** The file's script of one direction, or {@code null}. */
    @Nullable
    Script script(MigrationId id, Direction direction) {
        Migration file = files.get(id);
        return file == null ? null : script(file, direction);
    }

    DatabaseStatus status(LockStatus lock) {
        return new DatabaseStatus(
                name(),
                database.kind().id(),
                true,
                history.current(),
                new ArrayList<>(migrations.values()),
                lock,
                null,
                Planner.obstacle(this));
    }

    private static MigrationStatus status(
            MigrationId id,
            @Nullable Migration file,
            @Nullable Entry entry,
            @Nullable MigrationId newest,
            boolean running) {
        if (entry == null) {
            Migration pending = Objects.requireNonNull(file);
            return new MigrationStatus(
                    id, pending.name(), MigrationState.PENDING, null, null, null, pending.down() != null, null);
        }
        return new MigrationStatus(
                id,
                file != null ? file.name() : entry.name(),
                state(entry.progress(), entry.script(), id, file, newest, running),
                entry.applied() ? entry.at() : null,
                entry.applied() ? entry.duration() : null,
                entry.applied() ? entry.appliedBy() : null,
                file != null ? file.down() != null : entry.hasDown(),
                entry.error());
    }

    private static MigrationState state(
            Progress progress,
            String script,
            MigrationId id,
            @Nullable Migration file,
            @Nullable MigrationId newest,
            boolean running) {
        // A repeatable one that has changed is simply due again.
        MigrationState changed = id.isRepeatable() ? MigrationState.PENDING : MigrationState.CHANGED;
        if (progress instanceof Applied applied) {
            if (file == null) {
                return newest == null || id.compareTo(newest) > 0 ? MigrationState.FUTURE : MigrationState.MISSING;
            }
            return isSame(file.up(), applied.fingerprint(), script) ? MigrationState.APPLIED : changed;
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
        Script stoppedIn = file == null ? null : script(file, stopped.direction());
        return firstDifference(stoppedIn, stopped) == 0 ? MigrationState.RESUMABLE : changed;
    }

    /** Whether it reads as it did when it was applied; for most a look at its octets is enough to say so. */
    private static boolean isSame(Script up, String fingerprint, String recorded) {
        // A fingerprint was recorded where there was no digest.
        return (!recorded.equals(fingerprint) && recorded.equals(up.digest()))
                || up.fingerprint().equals(fingerprint);
    }

    /** Whether it is as if it had never been begun. */
    private static boolean leftNothing(Progress progress) {
        return progress instanceof Stopped stopped && stopped.direction() == Direction.UP && stopped.leftNothing();
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
