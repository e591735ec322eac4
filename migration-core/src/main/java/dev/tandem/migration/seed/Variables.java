package dev.tandem.migration.seed;

import dev.tandem.migration.Masking;
import java.util.HashMap;
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
        used.put("${" + name + "}", value);
        return value;
    }

    /** A text of somebody else's, with the names of variables instead of their values. */
    String mask(String text) {
        return Masking.of(used).mask(text);
    }
}
