package dev.tandem.migration;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was done to a database: one entry for each migration that is applied or that a run has begun.
 *
 * @param head number of the latest event, 0 when there is none
 * @param fence the latest holding of the lock, 0 when there was none
 * @param entries by migration, in their order
 */
public record History(long head, long fence, SortedMap<MigrationId, Entry> entries) {

    /** Of a database in which nothing was ever done. */
    public static final History EMPTY = new History(0, 0, Collections.emptySortedMap());

    public History {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    /** The highest version that is applied, or {@code null}. */
    public @Nullable Long current() {
        return entries.values().stream()
                .filter(Entry::applied)
                .map(Entry::version)
                .filter(Objects::nonNull)
                .reduce((lower, higher) -> higher)
                .orElse(null);
    }

    /**
     * Where a migration stands.
     *
     * @param id which migration
     * @param name its name when it was begun
     * @param script fingerprint of the whole script that its latest event is of; of one that is applied, the digest of its file
     * @param progress how far its latest run came
     * @param seq number of its latest event
     * @param at when that event happened
     * @param duration how long the run took, of a finished one; {@code null} where the history does not know
     * @param appliedBy who ran it
     * @param runId the run that wrote the latest event
     * @param hasDown whether its down was recorded when it was applied
     * @param error what its latest run failed with
     */
    public record Entry(
            MigrationId id,
            String name,
            String script,
            Progress progress,
            long seq,
            Instant at,
            @Nullable Duration duration,
            String appliedBy,
            String runId,
            boolean hasDown,
            @Nullable String error) {

        /** Its version; {@code null} of a repeatable one. */
        public @Nullable Long version() {
            return id.version();
        }

        /** The same, with its progress seen otherwise. */
        public Entry with(Progress settled) {
            return new Entry(id, name, script, settled, seq, at, duration, appliedBy, runId, hasDown, error);
        }

        /** Whether it is in the database as a whole. */
        public boolean applied() {
            return progress instanceof Applied;
        }
    }

    /** How far a migration came. */
    public sealed interface Progress {}

    /**
     * All of its up was done.
     *
     * @param fingerprint the up's fingerprint then
     */
    public record Applied(String fingerprint) implements Progress {}

    /**
     * A run stopped on the way.
     *
     * @param direction what it was running
     * @param fingerprints chained fingerprints of the statements it completed, in order
     * @param effects what the next statement, at which it stopped, has left
     * @param cursor where code in batches goes on; {@code null} of anything else, and before its first batch is done
     */
    public record Stopped(
            Direction direction,
            List<String> fingerprints,
            Effects effects,
            @Nullable String cursor) implements Progress {
        /** In place of the fingerprint of a statement that was completed together with those behind it. */
        public static final String NOT_RECORDED = "";

        public Stopped {
            fingerprints = List.copyOf(fingerprints);
        }

        /** Of a script, or of code before its first batch is done. */
        public Stopped(Direction direction, List<String> fingerprints, Effects effects) {
            this(direction, fingerprints, effects, null);
        }

        /** The same, seen otherwise. */
        public Stopped with(List<String> completed, Effects left) {
            return new Stopped(direction, completed, left, cursor);
        }

        /** Whether it is as if it had never been begun. */
        public boolean leftNothing() {
            return fingerprints.isEmpty() && effects == Effects.NONE && cursor == null;
        }

        /** How many statements were completed. */
        public int completed() {
            return fingerprints.size();
        }
    }
}
