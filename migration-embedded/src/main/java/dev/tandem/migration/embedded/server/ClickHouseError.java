package dev.tandem.migration.embedded.server;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the engine, or the bridge in its place, answers when a request fails: {@code Code: N. DB::Exception: … (NAME)}.
 */
final class ClickHouseError extends Exception {

    private static final Pattern CODE = Pattern.compile("Code: (\\d+)\\.");
    private static final int STD_EXCEPTION = 1001;

    private final int code;

    private ClickHouseError(int code, String message) {
        super(message);
        this.code = code;
    }

    /** An error in the engine's own words. */
    static ClickHouseError ofEngine(String text) {
        Matcher matcher = CODE.matcher(text);
        if (matcher.find()) {
            return new ClickHouseError(Integer.parseInt(matcher.group(1)), text);
        }
        return of(STD_EXCEPTION, "STD_EXCEPTION", text);
    }

    /** An error that a server would raise in its HTTP interface, which the engine alone does not have. */
    static ClickHouseError of(int code, String name, String message) {
        return new ClickHouseError(code, "Code: " + code + ". DB::Exception: " + message + ". (" + name + ")");
    }

    int code() {
        return code;
    }

    String text() {
        return String.valueOf(getMessage());
    }

    /** The HTTP status a ClickHouse server gives this code. */
    int httpStatus() {
        return switch (code) {
            case 516, 192, 193, 194, 497 -> 403;
            case 6, 26, 27, 36, 38, 41, 42, 43, 44, 47, 50, 53, 62, 69, 70, 72, 115 -> 400;
            case 46, 60, 81 -> 404;
            default -> 500;
        };
    }
}
