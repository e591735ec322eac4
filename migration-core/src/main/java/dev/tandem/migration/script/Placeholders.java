package dev.tandem.migration.script;

import dev.tandem.migration.Masking;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names that stand in scripts for configured values: <code>${name}</code>. Without any configured nothing is looked for.
 *
 * <p>A value is text put in the place of the name when a statement is sent, inside literals and dollar quotes too, but not
 * in comments. It does not change where a statement ends, or its fingerprint. {@code $$} before the brace stands for one
 * dollar, and then nothing is filled in; the tag that opens a dollar-quoted string is no such dollar.
 *
 * <p>Values may be secrets. So everything that is shown or recorded is the text with the names; only what a server says may
 * hold a value, and {@link #mask} puts the names back into that.
 */
public final class Placeholders {
    /** None are configured. */
    public static final Placeholders NONE = new Placeholders(Map.of());

    private static final Pattern REFERENCE = Pattern.compile("(\\$?)\\$\\{([A-Za-z_][A-Za-z0-9_.-]*)}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

    private final Map<String, String> values;
    private final Masking masking;

    private Placeholders(Map<String, String> values) {
        this.values = new TreeMap<>(values);
        Map<String, String> byReference = new TreeMap<>();
        values.forEach((name, value) -> byReference.put("${" + name + "}", value));
        this.masking = Masking.of(byReference);
    }

    /** Values by name. */
    public static Placeholders of(Map<String, String> values) {
        return values.isEmpty() ? NONE : new Placeholders(values);
    }

    /** Whether something can be the name of one. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Whether none are configured. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** Puts the names in the place of the values, wherever they or parts of them appear in a message. */
    public String mask(String message) {
        return masking.mask(message);
    }

    Collection<String> names() {
        return values.keySet();
    }

    /** Appends a piece of a statement with the values; answers where an unknown name stands in it, or -1. */
    int fill(String piece, StringBuilder target) {
        Matcher matcher = REFERENCE.matcher(piece);
        int copied = 0;
        while (matcher.find()) {
            target.append(piece, copied, matcher.start());
            String value = values.get(matcher.group(2));
            if (!matcher.group(1).isEmpty()) {
                target.append(piece, matcher.start() + 1, matcher.end());
            } else if (value == null) {
                return matcher.start();
            } else {
                target.append(value);
            }
            copied = matcher.end();
        }
        target.append(piece, copied, piece.length());
        return -1;
    }
}
