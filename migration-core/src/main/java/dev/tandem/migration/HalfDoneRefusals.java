package dev.tandem.migration;

import dev.tandem.migration.History.Stopped;
import dev.tandem.migration.Refusal.Kind;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The refusals of a database in which a migration has stopped half-way. */
final class HalfDoneRefusals {
    private HalfDoneRefusals() {}

    static Refusal dirty(DatabaseState state, MigrationStatus status, Stopped stopped) {
        int number = stopped.completed() + 1;
        String command = stopped.direction() == Direction.UP ? "up" : "down";
        Script script = state.script(status.id(), stopped.direction());
        if (script == null) {
            return fileGone(state, status, stopped, command);
        }
        String after = status.error() == null ? "" : " It ended with: " + status.error();
        return new Refusal(
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
                                + command + " --db " + state.name() + " --resume skip." + byHand(state, status)));
    }

    private static Refusal fileGone(DatabaseState state, MigrationStatus status, Stopped stopped, String command) {
        return Refusal.of(
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
                status.id(),
                script.location(),
                statement == null ? null : statement.number(),
                statement == null ? null : statement.line(),
                statement == null ? null : statement.sql(),
                status.name() + " " + message,
                action);
    }

    static Refusal otherDirection(DatabaseState state, MigrationStatus status, @Nullable Stopped stopped) {
        if (stopped != null && stopped.effects() != Effects.NONE) {
            return dirty(state, status, stopped);
        }
        String begun = stopped == null || stopped.direction() == Direction.UP ? "up" : "down";
        return Refusal.of(
                Kind.HALF_WAY,
                state,
                status,
                "is half way: its " + begun + " stopped behind statement " + (stopped == null ? 0 : stopped.completed())
                        + ".",
                "Finish that first with: migrate " + begun + " --db " + state.name() + "." + byHand(state, status));
    }

    /** The way out that asks nothing of the migration's files; only versions can be forced. */
    private static String byHand(DatabaseState state, MigrationStatus status) {
        if (status.id().isRepeatable()) {
            return "";
        }
        SortedMap<MigrationId, MigrationStatus> before = state.versioned().headMap(status.id());
        return " If you put it in order by hand instead, say what is there: migrate force " + status.id()
                + " --db "
                + state.name() + " (all of it), or migrate force " + (before.isEmpty() ? "none" : before.lastKey())
                + " --db " + state.name() + " (nothing of it).";
    }
}
