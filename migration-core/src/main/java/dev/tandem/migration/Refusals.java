package dev.tandem.migration;

import dev.tandem.migration.History.Stopped;
import dev.tandem.migration.Refusal.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Collects why databases refuse a command, so that one answer names all of it. */
final class Refusals {
    private final List<Refusal> refusals = new ArrayList<>();

    void add(Refusal refusal) {
        refusals.add(refusal);
    }

    void outOfOrder(DatabaseState state, MigrationStatus status, MigrationId current) {
        add(Refusal.of(
                Kind.MISMATCH,
                state,
                status,
                "is pending, but version " + current + " is applied already: it would run out of order.",
                "Give the file a version above " + current + ", or allow it with tandem.databases." + state.name()
                        + ".out-of-order=allow."));
    }

    void changed(DatabaseState state, MigrationStatus status, @Nullable Stopped stopped) {
        Script script = stopped == null ? null : state.script(status.id(), stopped.direction());
        if (stopped != null && script != null) {
            add(Refusal.of(
                    Kind.MISMATCH,
                    state,
                    status,
                    script.location(),
                    "stopped behind statement " + stopped.completed() + ", and statement "
                            + DatabaseState.firstDifference(script, stopped)
                            + " of the file now differs from what ran.",
                    status.id().isRepeatable()
                            ? "Restore what ran already; or run all of it again with: migrate up --db " + state.name()
                                    + " --resume retry."
                            : "Only the statement at which it stopped and those behind it may be edited: restore the"
                                    + " others and run " + (stopped.direction() == Direction.UP ? "up" : "down")
                                    + " again."));
            return;
        }
        add(Refusal.of(
                Kind.MISMATCH,
                state,
                status,
                "was applied, and its file has changed since.",
                "Restore the file and put the change into a new migration; to try it again while developing, "
                        + (status.hasDown() ? "" : "give it a down, ")
                        + "run down, then up. If the database is as the file says now: migrate repair --db "
                        + state.name() + "."));
    }

    void missing(DatabaseState state, MigrationStatus status) {
        add(Refusal.of(
                Kind.MISMATCH,
                state,
                status,
                "was applied, but its file is gone while newer ones are there.",
                "Bring the file back, or check that the paths of this database are complete. If it is gone for good, and"
                        + " its effects, too: migrate repair --db " + state.name() + "."));
    }

    void noDown(DatabaseState state, MigrationStatus status) {
        add(Refusal.of(
                Kind.NO_DOWN,
                state,
                status,
                "has no down: it cannot be taken back.",
                "Write one: a .down.sql file beside its .up.sql file, the down() of a Java migration, a rollback of a change set."
                        + " Or write a new migration that undoes it."));
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
        add(new Refusal(
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
        add(Refusal.of(
                Kind.NOT_EMPTY,
                state,
                status,
                "is in the history as "
                        + status.state().name().toLowerCase(Locale.ROOT)
                        + ": a baseline is for a database without a history.",
                "Use force to correct a history that does not say what is in the database: migrate force N --db "
                        + state.name() + "."));
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
        List<Failure> others = refusals.stream().skip(1).map(Refusal::failure).toList();
        throw gravest.kind().exception(Together.others(gravest.failure(), others));
    }
}
