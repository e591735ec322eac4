package dev.tandem.migration.sql;

import dev.tandem.migration.Action;
import dev.tandem.migration.Direction;
import dev.tandem.migration.Effects;
import dev.tandem.migration.History;
import dev.tandem.migration.History.Applied;
import dev.tandem.migration.History.Entry;
import dev.tandem.migration.History.Progress;
import dev.tandem.migration.History.Stopped;
import dev.tandem.migration.MigrationId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Events to the state of each migration. Pure. */
final class EventLog {
    private final SortedMap<MigrationId, Entry> entries = new TreeMap<>();
    /** What those that are not applied were before they were begun again, for an attempt that then left nothing. */
    private final SortedMap<MigrationId, Entry> applied = new TreeMap<>();

    private long head;
    private long fence;

    private EventLog() {}

    /** Folds events, which come in the order of fence and seq. */
    static History fold(List<HistoryEvent> events) {
        EventLog log = new EventLog();
        events.forEach(log::add);
        return new History(log.head, log.fence, log.entries);
    }

    private void add(HistoryEvent event) {
        head = Math.max(head, event.seq());
        fence = Math.max(fence, event.fence());
        switch (event.state()) {
            case APPLIED -> {
                Entry before = event.action() == Action.REPAIR ? applied(event.migration()) : null;
                Entry entry = before != null
                        ? repaired(before, event)
                        : entry(event, new Applied(event.fingerprint()), event.hasDown());
                applied.remove(event.migration());
                entries.put(event.migration(), entry);
            }
            case REVERTED -> {
                applied.remove(event.migration());
                entries.remove(event.migration());
            }
            case STARTED, CHECKPOINT -> {
                put(event, stopped(event, Effects.UNKNOWN));
                if (event.direction() == Direction.UP) {
                    // A repeatable one is about to be another: from here on nobody can say that it is as it was.
                    applied.remove(event.migration());
                }
            }
            case FAILED -> {
                Entry before = applied(event.migration());
                Stopped stopped = stopped(event, event.effects());
                if (before != null && stopped.leftNothing()) {
                    entries.put(event.migration(), stillApplied(before, event));
                } else {
                    put(event, stopped);
                }
            }
        }
    }

    /** What a migration was when it was applied last; {@code null} when it was not, or when nobody can say. */
    private @Nullable Entry applied(MigrationId migration) {
        Entry latest = entries.get(migration);
        return latest != null && latest.applied() ? latest : applied.get(migration);
    }

    private Stopped stopped(HistoryEvent event, Effects effects) {
        Entry before = entries.get(event.migration());
        return new Stopped(event.direction(), completed(event, before), effects, cursor(event, before));
    }

    private void put(HistoryEvent event, Stopped stopped) {
        Entry before = entries.get(event.migration());
        if (before != null && before.applied()) {
            applied.put(event.migration(), before);
        }
        boolean hasDown = event.hasDown() || (before != null && before.hasDown());
        entries.put(event.migration(), entry(event, stopped, hasDown));
    }

    /** The fingerprints of the completed statements: those known before, and this event's for the last one; several at once have one. */
    private static List<String> completed(HistoryEvent event, @Nullable Entry before) {
        List<String> fingerprints = new ArrayList<>();
        if (before != null
                && before.progress() instanceof Stopped stopped
                && stopped.direction() == event.direction()) {
            int known = Math.min(stopped.completed(), event.statement());
            fingerprints.addAll(stopped.fingerprints().subList(0, known));
        }
        while (fingerprints.size() < event.statement()) {
            boolean last = fingerprints.size() == event.statement() - 1;
            fingerprints.add(last ? event.fingerprint() : Stopped.NOT_RECORDED);
        }
        return fingerprints;
    }

    /** That of the latest batch that was done. */
    private static @Nullable String cursor(HistoryEvent event, @Nullable Entry before) {
        return event.cursor() == null
                        && before != null
                        && before.progress() instanceof Stopped stopped
                        && stopped.direction() == event.direction()
                ? stopped.cursor()
                : event.cursor();
    }

    private static Entry entry(HistoryEvent event, Progress progress, boolean hasDown) {
        return new Entry(
                event.migration(),
                event.name(),
                event.script(),
                progress,
                event.seq(),
                event.at(),
                event.duration(),
                event.appliedBy(),
                event.runId(),
                hasDown,
                event.error());
    }

    /** It was applied when it was applied, and by whom: a repair only takes note of how its file reads. */
    private static Entry repaired(Entry before, HistoryEvent repair) {
        return new Entry(
                before.id(),
                repair.name(),
                repair.script(),
                new Applied(repair.fingerprint()),
                repair.seq(),
                before.at(),
                before.duration(),
                before.appliedBy(),
                repair.runId(),
                repair.hasDown(),
                null);
    }

    private static Entry stillApplied(Entry before, HistoryEvent failure) {
        return new Entry(
                before.id(),
                before.name(),
                before.script(),
                before.progress(),
                failure.seq(),
                before.at(),
                before.duration(),
                before.appliedBy(),
                failure.runId(),
                before.hasDown(),
                failure.error());
    }
}
