package dev.tandem.migration.script;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads times as Spring's properties write them ({@code 30m}, {@code 1h30m}), and as ISO 8601 does ({@code PT30M}). */
final class Durations {
    private static final Pattern SIMPLE = Pattern.compile("(?:[0-9]{1,9}(?:ms|s|m|h|d))+");
    /** A longer one is a slip, and more nanoseconds than a long holds are not far away. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final Pattern PART = Pattern.compile("([0-9]+)(ms|s|m|h|d)");

    private Durations() {}

    /** {@code null} for what is no time, not longer than none, or longer than a century. */
    static @Nullable Duration parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        Duration duration = SIMPLE.matcher(lower).matches() ? simple(lower) : iso(text);
        boolean usable = duration != null && duration.compareTo(Duration.ZERO) > 0 && duration.compareTo(LONGEST) <= 0;
        return usable ? duration : null;
    }

    private static Duration simple(String text) {
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            long number = Long.parseLong(part.group(1));
            sum = sum.plus(
                    switch (part.group(2)) {
                        case "ms" -> Duration.ofMillis(number);
                        case "s" -> Duration.ofSeconds(number);
                        case "m" -> Duration.ofMinutes(number);
                        case "h" -> Duration.ofHours(number);
                        default -> Duration.ofDays(number);
                    });
        }
        return sum;
    }

    private static @Nullable Duration iso(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
