package dev.tandem.migration;

import dev.tandem.migration.History.Stopped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Collects why databases refuse a command, so that one answer names all of it. */
final class Refusals {

    /** Kinds of refusal, the gravest first. */
    private enum Kind {
        /** The question itself is wrong. */
        UNKNOWN_VERSION,
        DIRTY,
        /** To be finished in the other direction first, which can be done. */
        HALF_WAY,
        MISMATCH,
        NO_DOWN,
        NOT_EMPTY;

        MigrationException exception(Failure failure) {
            return switch (this) {
                case UNKNOWN_VERSION -> new InvalidConfigurationException(failure, null);
                case DIRTY -> new DirtyDatabaseException(failure, null);
                case HALF_WAY -> new HalfWayException(failure, null);
                case MISMATCH -> new HistoryMismatchException(failure, null);
                case NO_DOWN -> new MissingDownException(failure, null);
                case NOT_EMPTY -> new RefusedException(failure, null);
            };
        }
    }

    private record Refusal(Kind kind, Failure failure) {}

    private final List<Refusal> refusals = new ArrayList<>();

    void outOfOrder(DatabaseState state, MigrationStatus status, long current) {
        add(
                Kind.MISMATCH,
                state,
                status,
                "is pending, but version " + current + " is applied already: it would run out of order.",
                "Give the file a version above " + current + ", or allow it with tandem.databases." + state.name()
                        + ".out-of-order=allow.");
    }

    void changed(DatabaseState state, MigrationStatus status, @Nullable Stopped stopped) {
        Script script = stopped == null ? null : state.script(status.version(), stopped.direction());
        if (stopped != null && script != null) {
            add(
                    Kind.MISMATCH,
                    state,
                    status,
                    script.location(),
                    "stopped behind statement " + stopped.completed() + ", and statement "
                            + DatabaseState.firstDifference(script, stopped)
                            + " of the file now differs from what ran.",
                    "Only the statement at which it stopped and those behind it may be edited: restore the others and run "
                            + (stopped.direction() == Direction.UP ? "up" : "down") + " again.");
            return;
        }
        add(
                Kind.MISMATCH,
                state,
                status,
                "was applied, and its file has changed since.",
                "Restore the file and put the change into a new migration; to try it again while developing, "
                        + "run down, then up. If the database is as the file says now: migrate repair --db "
                        + state.name() + ".");
    }

    void missing(DatabaseState state, MigrationStatus status) {
        add(
                Kind.MISMATCH,
                state,
                status,
                "was applied, but its file is gone while newer ones are there.",
                "Bring the file back, or check that the paths of this database are complete. If it is gone for good, and"
                        + " its effects, too: migrate repair --db " + state.name() + ".");
    }

    void dirty(DatabaseState state, MigrationStatus status, Stopped stopped) {
        int number = stopped.completed() + 1;
        String command = stopped.direction() == Direction.UP ? "up" : "down";
        Script script = state.script(status.version(), stopped.direction());
        if (script == null) {
            fileGone(state, status, stopped, command);
            return;
        }
        String after = status.error() == null ? "" : " It ended with: " + status.error();
        refusals.add(new Refusal(
                Kind.DIRTY,
                at(
                        statement(script, number),
                        state,
                        status,
                        script,
                        "is dirty: its " + command + " stopped at statement " + number
                                + ", and what that has left in the database cannot be told from here." + after,
                        "Look at what is there. Then either run statement " + number + " again with: migrate " + command
                                + " --db " + state.name() + " --resume retry, or go on behind it with: migrate "
                                + command + " --db " + state.name() + " --resume skip." + byHand(state, status))));
    }

    private void fileGone(DatabaseState state, MigrationStatus status, Stopped stopped, String command) {
        add(
                Kind.DIRTY,
                state,
                status,
                "is half way: its " + command + " stopped behind statement " + stopped.completed()
                        + ", and its file is gone.",
                "Bring its file back, then run " + command + " again." + byHand(state, status));
    }

    private static @Nullable SqlStatement statement(Script script, int number) {
        try (Script.Statements statements = script.open()) {
            SqlStatement found = null;
            for (int i = 0; i < number; i++) {
                found = statements.hasNext() ? statements.next() : null;
            }
            return found;
        }
    }

    private static Failure at(
            @Nullable SqlStatement statement,
            DatabaseState state,
            MigrationStatus status,
            Script script,
            String message,
            String action) {
        return new Failure(
                state.name(),
                status.version(),
                script.location(),
                statement == null ? null : statement.number(),
                statement == null ? null : statement.line(),
                statement == null ? null : statement.sql(),
                status.name() + " " + message,
                action);
    }

    void otherDirection(DatabaseState state, MigrationStatus status, @Nullable Stopped stopped) {
        if (stopped != null && stopped.effects() != Effects.NONE) {
            dirty(state, status, stopped);
            return;
        }
        String begun = stopped == null || stopped.direction() == Direction.UP ? "up" : "down";
        add(
                Kind.HALF_WAY,
                state,
                status,
                "is half way: its " + begun + " stopped behind statement " + (stopped == null ? 0 : stopped.completed())
                        + ".",
                "Finish that first with: migrate " + begun + " --db " + state.name() + "." + byHand(state, status));
    }

    /** The way out that asks nothing of the migration's files. */
    private static String byHand(DatabaseState state, MigrationStatus status) {
        SortedMap<Long, MigrationStatus> before = state.versions().headMap(status.version());
        return " If you put it in order by hand instead, say what is there: migrate force " + status.version()
                + " --db "
                + state.name() + " (all of it), or migrate force " + (before.isEmpty() ? "none" : before.lastKey())
                + " --db " + state.name() + " (nothing of it).";
    }

    void noDown(DatabaseState state, MigrationStatus status) {
        add(
                Kind.NO_DOWN,
                state,
                status,
                "has no down: it cannot be taken back.",
                "Write a .down.sql file beside its .up.sql file, or a new migration that undoes it.");
    }

    void unknownVersion(DatabaseState state, long version, SortedSet<Long> known) {
        List<Long> nearest = new ArrayList<>();
        if (!known.headSet(version).isEmpty()) {
            nearest.add(known.headSet(version).last());
        }
        if (!known.tailSet(version).isEmpty()) {
            nearest.add(known.tailSet(version).first());
        }
        String versions = nearest.stream().map(String::valueOf).collect(Collectors.joining(" and "));
        refusals.add(new Refusal(
                Kind.UNKNOWN_VERSION,
                Failure.of(
                        state.name(),
                        "There is no migration " + version + ", neither in the files nor in the history. "
                                + (nearest.isEmpty()
                                        ? "There are no migrations at all."
                                        : "Nearest: " + versions + "."),
                        "Give a version that is there, and with --db the databases that have it.")));
    }

    void notEmpty(DatabaseState state, MigrationStatus status) {
        add(
                Kind.NOT_EMPTY,
                state,
                status,
                "is in the history as "
                        + status.state().name().toLowerCase(Locale.ROOT)
                        + ": a baseline is for a database without a history.",
                "Use force to correct a history that does not say what is in the database: migrate force N --db "
                        + state.name() + ".");
    }

    void nothingToAdopt(DatabaseState state) {
        refusals.add(new Refusal(
                Kind.UNKNOWN_VERSION,
                Failure.of(
                        state.name(),
                        "There is nothing to adopt: no table of another migration tool was found. Looked for: "
                                + String.join(", ", state.foreign().looked()) + ".",
                        "If it has another name, or is in a schema beside the search path, name it: migrate adopt --db "
                                + state.name() + " --table NAME.")));
    }

    void severalToAdopt(DatabaseState state, List<ForeignHistory> found) {
        String tables = found.stream()
                .map(foreign -> foreign.where() + " of " + foreign.tool().label())
                .collect(Collectors.joining(", "));
        refusals.add(new Refusal(
                Kind.UNKNOWN_VERSION,
                Failure.of(
                        state.name(),
                        "There is more than one history to adopt: " + tables + ".",
                        "Say which with --from or --table: migrate adopt --db " + state.name() + " --table "
                                + found.get(0).where() + ".")));
    }

    void doubtful(DatabaseState state, ForeignHistory foreign, ForeignHistory.Doubt doubt) {
        refusals.add(new Refusal(
                doubt.dirty() ? Kind.DIRTY : Kind.MISMATCH,
                Failure.of(
                        state.name(),
                        foreign.where() + " of " + foreign.tool().label() + " " + doubt.message(),
                        "Look at what is in the database, then say up to which of the files all is applied: migrate adopt"
                                + " --db " + state.name() + " --version N, or --version none.")));
    }

    void notAsAdopted(DatabaseState state, MigrationStatus status, ForeignHistory foreign) {
        add(
                Kind.NOT_EMPTY,
                state,
                status,
                "is in the history as " + status.state().name().toLowerCase(Locale.ROOT) + ", which is not what "
                        + foreign.where() + " of " + foreign.tool().label()
                        + " has: a history that says something else is not overwritten.",
                "Correct the history with migrate force N --db " + state.name()
                        + ", or do without adopting and rename the other table yourself.");
    }

    /** Of a whole command, not of a database. */
    static RefusedException nothingDirty() {
        return new RefusedException(
                Failure.of(
                        null,
                        "Nothing is dirty, so there is no statement to run again or to skip.",
                        "Look at migrate status; then run the command without --resume."),
                null);
    }

    /** What was refused because files and history disagree. */
    List<Failure> mismatches() {
        return refusals.stream()
                .filter(refusal -> refusal.kind() == Kind.MISMATCH)
                .map(Refusal::failure)
                .toList();
    }

    /** Does nothing when nobody refused. */
    void throwGravest() {
        if (refusals.isEmpty()) {
            return;
        }
        refusals.sort(Comparator.comparing(Refusal::kind));
        Refusal gravest = refusals.get(0);
        Failure failure = gravest.failure();
        String others = refusals.stream()
                .skip(1)
                .map(refusal -> "\nAlso, " + refusal.failure().describe())
                .collect(Collectors.joining());
        throw gravest.kind()
                .exception(new Failure(
                        failure.database(),
                        failure.version(),
                        failure.location(),
                        failure.statement(),
                        failure.line(),
                        failure.sql(),
                        failure.message(),
                        failure.action() + others));
    }

    private void add(Kind kind, DatabaseState state, MigrationStatus status, String message, String action) {
        Migration file = state.files().get(status.version());
        add(kind, state, status, file == null ? null : file.up().location(), message, action);
    }

    private void add(
            Kind kind,
            DatabaseState state,
            MigrationStatus status,
            @Nullable String location,
            String message,
            String action) {
        refusals.add(new Refusal(
                kind,
                new Failure(
                        state.name(),
                        status.version(),
                        location,
                        null,
                        null,
                        null,
                        status.name() + " " + message,
                        action)));
    }
}
