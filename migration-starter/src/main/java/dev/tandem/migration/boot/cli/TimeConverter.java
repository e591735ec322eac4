package dev.tandem.migration.boot.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 30s}, {@code 1h30m}, {@code 500ms} or ISO's {@code PT30S}. Never a bare number: whose unit would it have? */
final class TimeConverter implements ITypeConverter<Duration> {
    private static final Pattern PART = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Pattern PARTS = Pattern.compile("(?:" + PART.pattern() + ")+");

    @Override
    public Duration convert(String value) {
        String text = value.toLowerCase(Locale.ROOT);
        try {
            Duration time = PARTS.matcher(text).matches() ? sum(text) : Duration.parse(value);
            if (!time.isNegative() && !time.isZero()) {
                return time;
            }
        } catch (DateTimeParseException | ArithmeticException e) {
            throw refused(value);
        }
        throw refused(value);
    }

    private static Duration sum(String text) {
        return PART.matcher(text)
                .results()
                .map(part -> Duration.ofMillis(Math.multiplyExact(Long.parseLong(part.group(1)), unit(part.group(2)))))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static long unit(String name) {
        return switch (name) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 86_400_000;
        };
    }

    private static TypeConversionException refused(String value) {
        return new TypeConversionException("'" + value + "' is not a time such as 30s, 5m or 1h30m");
    }
}
