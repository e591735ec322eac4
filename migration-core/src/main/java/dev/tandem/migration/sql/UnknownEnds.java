package dev.tandem.migration.sql;

import dev.tandem.migration.Direction;
import dev.tandem.migration.Effects;
import dev.tandem.migration.History;
import dev.tandem.migration.History.Entry;
import dev.tandem.migration.History.Stopped;
import dev.tandem.migration.Migration;
import dev.tandem.migration.MigrationId;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.source.CodeScript;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides what became of statements whose end nobody saw, because their process died: one that was done counts as
 * completed, one that may run again without harm as having left nothing.
 *
 * @param database whose files say what was in flight
 * @param channel whose dialect says what became of it
 * @param locked whether the lock is held, so that nobody can be at it any more
 */
record UnknownEnds(ConfiguredDatabase database, SqlChannel channel, boolean locked) {

    /** The state that follows from events, with the ends settled that can be. */
    History settle(List<HistoryEvent> events) {
        History read = EventLog.fold(events);
        SortedMap<MigrationId, Entry> entries = new TreeMap<>(read.entries());
        entries.replaceAll((id, entry) -> {
            boolean unknown = entry.progress() instanceof Stopped stopped && stopped.effects() == Effects.UNKNOWN;
            return unknown && entry.error() == null
                    ? settled(entry, (Stopped) entry.progress(), fence(events, entry), wasDirty(events, entry))
                    : entry;
        });
        return new History(read.head(), read.fence(), entries);
    }

    private static long fence(List<HistoryEvent> events, Entry entry) {
        return events.stream()
                .filter(event -> event.seq() == entry.seq() && event.runId().equals(entry.runId()))
                .mapToLong(HistoryEvent::fence)
                .max()
                .orElse(0);
    }

    /** Whether what was in flight was to be tried again although an attempt before it has left nobody knows what. */
    private static boolean wasDirty(List<HistoryEvent> events, Entry entry) {
        HistoryEvent before = null;
        for (HistoryEvent event : events) {
            if (event.migration().equals(entry.id()) && event.seq() < entry.seq()) {
                before = event;
            }
        }
        return before != null
                && before.state() == HistoryEvent.State.FAILED
                && before.effects() == Effects.UNKNOWN
                && before.direction() == ((Stopped) entry.progress()).direction()
                && before.statement() == ((Stopped) entry.progress()).completed();
    }

    private Entry settled(Entry entry, Stopped stopped, long fence, boolean wasDirty) {
        Migration migration = database.migration(entry.id());
        Script script =
                migration == null ? null : stopped.direction() == Direction.UP ? migration.up() : migration.down();
        // What was in flight is known only if the file still reads as it did.
        if (script == null || !script.fingerprint().equals(entry.script())) {
            return entry;
        }
        if (script instanceof CodeScript code) {
            boolean known = code.code().isKnown(channel instanceof TransactionalChannel);
            return entry.with(stopped.with(stopped.fingerprints(), known ? Effects.NONE : Effects.UNKNOWN));
        }
        SqlStatement inFlight = statement(script, stopped.completed());
        if (inFlight == null) {
            return entry.with(stopped.with(stopped.fingerprints(), Effects.NONE));
        }
        StatementTag tag = new StatementTag(entry.runId(), fence, entry.id(), inFlight.number());
        List<String> completed = new ArrayList<>(stopped.fingerprints());
        Effects effects = Effects.NONE;
        switch (channel.afterUnknownEnd(inFlight.executable(), tag, entry.at(), locked)) {
            case DONE -> completed.add(inFlight.fingerprint());
            case NOTHING -> effects = wasDirty ? Effects.UNKNOWN : Effects.NONE;
            case UNKNOWN -> effects = Effects.UNKNOWN;
        }
        return entry.with(stopped.with(completed, effects));
    }

    /** The one behind the completed ones. */
    private static @Nullable SqlStatement statement(Script script, int completed) {
        try (Script.Statements statements = script.open()) {
            for (int i = 0; i < completed && statements.hasNext(); i++) {
                statements.next();
            }
            return statements.hasNext() ? statements.next() : null;
        }
    }
}
