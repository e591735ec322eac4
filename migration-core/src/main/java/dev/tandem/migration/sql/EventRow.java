package dev.tandem.migration.sql;

import dev.tandem.migration.Action;
import dev.tandem.migration.Effects;
import dev.tandem.migration.Failure;
import dev.tandem.migration.HistoryMismatchException;
import dev.tandem.migration.MigrationId;
import dev.tandem.migration.sql.HistoryEvent.State;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one row of the history, as {@link HistoryTable#read} asks for it. People can write into that table, so nothing is
 * taken for granted: what no version of ours writes is refused, rather than counted as something.
 */
record EventRow(TextRow row) {
    /** Which column has the table's comment. */
    static final int COMMENT = 17;
    /** Far more than a run ever gets to; from the greatest number there is, the next one could not be counted. */
    private static final long LARGEST = Long.MAX_VALUE / 2;
    /** Each is remembered by its fingerprint. No script comes near. */
    private static final long MOST_STATEMENTS = 10_000_000;

    /** What holds, as the servers write it. */
    private static final Set<String> TRUE = Set.of("t", "true", "1");

    /**
     * Reads an event.
     *
     * @throws HistoryMismatchException when it is none that this version could have written
     */
    HistoryEvent event() throws SQLException {
        String comment = row.text(COMMENT);
        if (HistoryPlace.isOfAnotherLayout(comment)) {
            throw new HistoryMismatchException(
                    Failure.of(
                            null,
                            "The history has a layout of another version: " + comment + ".",
                            "Use that version, or a newer one."),
                    null);
        }
        return new HistoryEvent(
                within(1, "seq", LARGEST),
                within(2, "fence", LARGEST),
                text(3, "run_id"),
                text(4, "applied_by"),
                Instant.ofEpochMilli(number(5, "at")),
                Duration.ofMillis(number(6, "duration_ms")),
                migration(),
                text(8, "name"),
                parse(Action.class, 9, "action"),
                parse(State.class, 10, "state"),
                (int) within(11, "statement", MOST_STATEMENTS),
                text(12, "fingerprint"),
                text(13, "script"),
                parse(Effects.class, 14, "effects"),
                TRUE.contains(text(15, "has_down")),
                row.text(18),
                row.text(16));
    }

    private MigrationId migration() throws SQLException {
        long version = number(7, "version");
        if (version == HistoryTable.REPEATABLE) {
            return MigrationId.repeatable(text(8, "name"));
        }
        if (version < 0) {
            throw damaged("with the version " + version);
        }
        return MigrationId.of(version);
    }

    private String text(int index, String column) throws SQLException {
        String text = row.text(index);
        if (text == null) {
            throw damaged("without a value in the column " + column);
        }
        return text;
    }

    private long number(int index, String column) throws SQLException {
        String text = text(index, column);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw damaged("with the " + column + " '" + text + "'", e);
        }
    }

    private long within(int index, String column, long limit) throws SQLException {
        long number = number(index, column);
        if (number < 0 || number > limit) {
            throw damaged("with the " + column + " " + number);
        }
        return number;
    }

    private <E extends Enum<E>> E parse(Class<E> type, int index, String column) throws SQLException {
        String text = text(index, column);
        try {
            return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new HistoryMismatchException(
                    Failure.of(
                            null,
                            "The history holds an event '" + text + "', which this version does not know.",
                            "It was written by a newer version: use that, or a newer one."),
                    e);
        }
    }

    private HistoryMismatchException damaged(String how) throws SQLException {
        return damaged(how, null);
    }

    private HistoryMismatchException damaged(String how, @Nullable RuntimeException cause) throws SQLException {
        @Nullable String number = row.text(1);
        return new HistoryMismatchException(
                Failure.of(
                        null,
                        "The history holds an event " + how + (number == null ? "" : " (number " + number + ")")
                                + ", which Tandem never writes: somebody has changed the table.",
                        "Put that row right, or bring the table back from a backup. Nothing was executed."),
                cause);
    }
}
