package dev.tandem.migration.source;

import dev.tandem.migration.NewMigration.Format;
import dev.tandem.migration.source.FileName.Kind;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the migrations of a folder are named, as its newest one is. In an empty folder: a pair, by the time.
 *
 * @param format in how many files
 * @param timestamp whether versions are times, {@code yyyyMMddHHmmss} in UTC, and not numbers
 * @param digits how many a number has at least
 */
record FileStyle(Format format, boolean timestamp, int digits) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    private static final int DIGITS_OF_A_TIME = 14;

    static FileStyle of(List<MigrationFile> files) {
        MigrationFile newest = newest(files);
        if (newest == null) {
            return new FileStyle(Format.PAIR, true, DIGITS_OF_A_TIME);
        }
        FileName name = newest.name();
        return new FileStyle(
                name.kind() == Kind.SINGLE ? Format.SINGLE : Format.PAIR,
                time(newest.version()) != null,
                name.digits());
    }

    static @Nullable MigrationFile newest(List<MigrationFile> files) {
        return files.stream()
                .max(Comparator.comparingLong(MigrationFile::version))
                .orElse(null);
    }

    /**
     * The version behind another one.
     *
     * @param before -1 when there is none
     */
    long next(long before, Instant now) {
        if (!timestamp) {
            return Math.addExact(Math.max(before, 0), 1);
        }
        LocalDateTime time = LocalDateTime.ofInstant(now, ZoneOffset.UTC);
        LocalDateTime last = time(before);
        if (last != null && !last.isBefore(time.withNano(0))) {
            time = last.plusSeconds(1);
        }
        // Numbers before times, or times beyond the calendar: whatever comes behind them.
        return Math.max(Long.parseLong(TIME.format(time)), Math.addExact(before, 1));
    }

    /** A version as files have it. */
    String text(long version) {
        return String.format(Locale.ROOT, "%0" + digits + "d", version);
    }

    private static @Nullable LocalDateTime time(long version) {
        String text = Long.toString(version);
        if (text.length() != DIGITS_OF_A_TIME) {
            return null;
        }
        try {
            return LocalDateTime.parse(text, TIME);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
