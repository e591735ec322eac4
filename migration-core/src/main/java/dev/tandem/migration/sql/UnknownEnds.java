package dev.tandem.migration.sql;

import dev.tandem.migration.Direction;
import dev.tandem.migration.Effects;
import dev.tandem.migration.History;
import dev.tandem.migration.History.Entry;
import dev.tandem.migration.History.Stopped;
import dev.tandem.migration.Migration;
import dev.tandem.migration.Script;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Decides what became of statements whose end nobody saw, because their process died: one that may run again without
 * harm counts as having left nothing.
 *
 * @param database whose files say what was in flight
 * @param channel whose dialect says what may run again
 */
record UnknownEnds(SqlDatabase database, SqlChannel channel) {

    /** The same history, with the ends settled that can be. */
    History settle(History read) {
        SortedMap<Long, Entry> entries = new TreeMap<>(read.entries());
        entries.replaceAll((version, entry) -> {
            boolean unknown = entry.progress() instanceof Stopped stopped && stopped.effects() == Effects.UNKNOWN;
            return unknown && entry.error() == null ? settled(entry, (Stopped) entry.progress()) : entry;
        });
        return new History(read.head(), read.fence(), entries);
    }

    private Entry settled(Entry entry, Stopped stopped) {
        Migration migration = database.migration(entry.version());
        Script script =
                migration == null ? null : stopped.direction() == Direction.UP ? migration.up() : migration.down();
        // What was in flight is known only if the file still reads as it did.
        if (script == null || !script.fingerprint().equals(entry.script())) {
            return entry;
        }
        Effects effects = Effects.NONE;
        try (Script.Statements statements = script.open()) {
            for (int i = 0; i < stopped.completed() && statements.hasNext(); i++) {
                statements.next();
            }
            if (statements.hasNext()) {
                effects = channel.effectsAfterUnknownEnd(statements.next().executable());
            }
        }
        return entry.with(new Stopped(stopped.direction(), stopped.fingerprints(), effects));
    }
}
