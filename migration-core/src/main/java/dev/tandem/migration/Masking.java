package dev.tandem.migration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts names in the place of values that may be secret, in texts that somebody else wrote.
 *
 * <p>A server does not only repeat what it was sent: it folds its case, escapes it or takes escapes out, cuts its end or its
 * beginning off ({@code …}), and quotes the one word of it that it could not read. All of these are looked for. Where in
 * doubt something is masked that need not be.
 */
public final class Masking {
    /** A shorter one is no secret, and putting its name everywhere would make a message unreadable. */
    private static final int SHORTEST = 3;

    private static final Pattern ESCAPE = Pattern.compile("(?s)\\\\(.)");
    private static final Pattern OUTER_QUOTES = Pattern.compile("^[\\s'\"`]+|[\\s'\"`]+$");

    private final List<Form> forms;

    private Masking(List<Form> forms) {
        this.forms = forms;
    }

    /**
     * A value as it may appear.
     *
     * @param name what is put in its place
     * @param text without differences of case
     */
    private record Form(String name, String text) {}

    /** Values by what is to be read instead of them. */
    public static Masking of(Map<String, String> valuesByName) {
        List<Form> forms = new ArrayList<>();
        new TreeMap<>(valuesByName).forEach((name, value) -> {
            for (String form : value.length() < SHORTEST ? Set.<String>of() : appearances(value)) {
                forms.add(new Form(name, form));
            }
        });
        // so that nothing is left of one that holds another
        forms.sort(Comparator.comparingInt((Form form) -> -form.text().length()));
        return new Masking(List.copyOf(forms));
    }

    private static Collection<String> appearances(String value) {
        String single = value.replace("''", "'").replace("\"\"", "\"");
        Set<String> written = new LinkedHashSet<>();
        written.add(value);
        written.add(single);
        written.add(withoutEscapes(value));
        written.add(withoutEscapes(single));
        Set<String> all = new LinkedHashSet<>();
        for (String form : written) {
            all.add(form);
            all.add(form.replace("'", "''"));
            all.add(form.replace("\"", "\"\""));
            String escaped = form.replace("\\", "\\\\")
                    .replace("\n", "\\n")
                    .replace("\t", "\\t")
                    .replace("\r", "\\r");
            all.add(escaped);
            all.add(escaped.replace("'", "\\'"));
            all.add(escaped.replace("\"", "\\\""));
            all.add(escaped.replace("`", "\\`"));
            all.add(OUTER_QUOTES.matcher(form).replaceAll(""));
        }
        all.removeIf(form -> form.length() < SHORTEST);
        return all.stream().map(MaskedText::fold).distinct().toList();
    }

    private static String withoutEscapes(String value) {
        return ESCAPE.matcher(value).replaceAll(found -> switch (found.group(1)) {
            case "n" -> "\n";
            case "t" -> "\t";
            case "r" -> "\r";
            default -> Matcher.quoteReplacement(found.group(1));
        });
    }

    /** The text with the names. */
    public String mask(String text) {
        if (forms.isEmpty()) {
            return text;
        }
        MaskedText masked = new MaskedText(text);
        forms.forEach(form -> masked.whole(form.text(), form.name()));
        forms.forEach(form -> masked.cutOff(form.text(), form.name(), SHORTEST));
        forms.forEach(form -> masked.pieces(form.text(), form.name()));
        forms.forEach(form -> masked.words(form.text(), form.name()));
        return masked.toString();
    }
}
