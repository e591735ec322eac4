package dev.tandem.migration.seed;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fills in <code>${NAME}</code> and <code>${NAME:default}</code>; <code>$${</code> stands for <code>${</code>, and what
 * is not a name is left alone. Remembers what it filled in, so that messages can be kept free of it.
 */
final class Variables {
    private static final Pattern REFERENCE =
            Pattern.compile("\\$\\$\\{|\\$\\{([A-Za-z_][A-Za-z0-9_.-]*)(?::([^}]*))?}");
    private static final int SHORTEST_SECRET = 3;
    private static final String CUT_OFF = "...";

    private final Function<String, @Nullable String> environment;
    private final Map<String, String> used = new HashMap<>();

    Variables(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    /**
     * Fills a text.
     *
     * @throws SeedProblem when a variable is not set and has no default
     */
    String fill(String text, Mark at) {
        if (text.indexOf("${") < 0) {
            return text;
        }
        StringBuilder filled = new StringBuilder();
        Matcher reference = REFERENCE.matcher(text);
        while (reference.find()) {
            String name = reference.group(1);
            String value = name == null ? "${" : value(name, reference.group(2), at);
            reference.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        return reference.appendTail(filled).toString();
    }

    private String value(String name, @Nullable String otherwise, Mark at) {
        String value = environment.apply(name);
        if (value == null) {
            if (otherwise == null) {
                throw SeedProblem.at(
                        at,
                        "The variable " + name + " is not set.",
                        "Set it in the environment, give a default (${" + name + ":…}), or write $${" + name
                                + "} for the text itself.");
            }
            return otherwise;
        }
        used.put(name, value);
        return value;
    }

    /**
     * A text of somebody else's, with the names of variables instead of their values: the longest first, because one may
     * begin as another does. Servers cut long values off, so their beginnings are looked for, too.
     */
    String mask(String text) {
        List<Map.Entry<String, String>> longestFirst = used.entrySet().stream()
                .filter(variable -> variable.getValue().length() >= SHORTEST_SECRET)
                .sorted(Comparator.comparingInt((Map.Entry<String, String> variable) ->
                        -variable.getValue().length()))
                .toList();
        String masked = text;
        for (Map.Entry<String, String> variable : longestFirst) {
            String name = "${" + variable.getKey() + "}";
            masked = maskBeginnings(masked.replace(variable.getValue(), name), variable.getValue(), name);
        }
        return masked;
    }

    private static String maskBeginnings(String text, String value, String name) {
        StringBuilder masked = new StringBuilder(text);
        for (int end = masked.lastIndexOf(CUT_OFF); end >= 0; end = masked.lastIndexOf(CUT_OFF, end - 1)) {
            for (int length = Math.min(end, value.length()); length >= SHORTEST_SECRET; length--) {
                if (value.startsWith(masked.substring(end - length, end))) {
                    masked.replace(end - length, end, name);
                    end -= length;
                    break;
                }
            }
        }
        return masked.toString();
    }
}
