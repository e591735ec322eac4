package dev.tandem.migration;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A text of which parts are covered by names; what is covered already stays as it is. Values are compared {@linkplain #fold folded}. */
final class MaskedText {
    /** Behind it a text goes on somewhere in the middle: cut off, or quoted from where a parser stopped. */
    private static final Pattern BEGINNING_CUT_OFF = Pattern.compile("\\.\\.\\.|…|\\): ");

    private static final Pattern END_CUT_OFF = Pattern.compile("\\.\\.\\.|…|: cannot parse");
    private static final Pattern FRAGMENT = Pattern.compile("[^\"'`()«»„“”\n]+");

    /** The length from which a part of a value is taken for one, wherever it stands. */
    private static final int LONG_PIECE = 12;

    private static final int SHORT_PIECE = 6;
    private static final int SHORTEST_WORD = 4;

    private final String text;
    private final String folded;
    /** Without white space, and where each character of it stands: a server writes anew what it has read. */
    private final String dense;

    private final int[] places;
    private final @Nullable String[] covers;

    MaskedText(String text) {
        this.text = text;
        this.folded = fold(text);
        this.covers = new @Nullable String[text.length()];
        this.places = IntStream.range(0, text.length())
                .filter(i -> !Character.isWhitespace(folded.charAt(i)))
                .toArray();
        this.dense = dense(folded);
    }

    private static String dense(String text) {
        StringBuilder dense = new StringBuilder(text.length());
        text.chars().filter(c -> !Character.isWhitespace(c)).forEach(c -> dense.append((char) c));
        return dense.toString();
    }

    /** Without differences of case, character by character. */
    static String fold(String text) {
        char[] chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            chars[i] = Character.toLowerCase(Character.toUpperCase(chars[i]));
        }
        return new String(chars);
    }

    /** Covers the value. */
    void whole(String value, String name) {
        String wanted = dense(value);
        for (int at = dense.indexOf(wanted); at >= 0 && !wanted.isEmpty(); at = dense.indexOf(wanted, at + 1)) {
            coverDense(at, at + wanted.length(), name);
        }
    }

    /** Covers its beginning before, and its end behind, a mark of something that is left out. */
    void cutOff(String value, String name, int shortest) {
        Matcher end = END_CUT_OFF.matcher(folded);
        while (end.find()) {
            for (int length = Math.min(end.start(), value.length()); length >= shortest; length--) {
                if (folded.startsWith(value.substring(0, length), end.start() - length)) {
                    cover(end.start() - length, end.start(), name);
                    break;
                }
            }
        }
        Matcher beginning = BEGINNING_CUT_OFF.matcher(folded);
        while (beginning.find()) {
            for (int length = value.length(); length >= shortest; length--) {
                if (folded.startsWith(value.substring(value.length() - length), beginning.end())) {
                    cover(beginning.end(), beginning.end() + length, name);
                    break;
                }
            }
        }
    }

    /** Covers what of the value is long enough not to be there by chance. */
    void pieces(String value, String name) {
        String wanted = dense(value);
        int length = Math.min(LONG_PIECE, Math.max(SHORT_PIECE, (wanted.length() * 2 + 2) / 3));
        Set<String> known = new HashSet<>();
        for (int i = 0; i + length <= wanted.length(); i++) {
            known.add(wanted.substring(i, i + length));
        }
        for (int i = 0; i + length <= dense.length() && !known.isEmpty(); i++) {
            if (known.contains(dense.substring(i, i + length))) {
                coverDense(i, i + length, name);
            }
        }
    }

    /** Covers words of it that are quoted by themselves. */
    void words(String value, String name) {
        Matcher fragment = FRAGMENT.matcher(folded);
        while (fragment.find()) {
            String quoted = fragment.group().strip();
            if (quoted.length() >= SHORTEST_WORD && isOfWords(quoted, value)) {
                cover(fragment.start(), fragment.end(), name);
            }
        }
    }

    /** A number that goes on with letters is quoted up to there. */
    private static boolean isOfWords(String quoted, String value) {
        for (int at = value.indexOf(quoted); at >= 0; at = value.indexOf(quoted, at + 1)) {
            boolean ends = isBoundary(value, at + quoted.length()) || Character.isDigit(quoted.charAt(0));
            if (isBoundary(value, at) && ends) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBoundary(String value, int at) {
        return at == 0
                || at == value.length()
                || !Character.isJavaIdentifierPart(value.charAt(at - 1))
                || !Character.isJavaIdentifierPart(value.charAt(at));
    }

    private void coverDense(int from, int to, String name) {
        cover(places[from], places[to - 1] + 1, name);
    }

    private void cover(int from, int to, String name) {
        for (int i = from; i < to; i++) {
            if (covers[i] == null) {
                covers[i] = name;
            }
        }
    }

    /** Each part that is covered by one name is replaced by it. */
    @Override
    public String toString() {
        StringBuilder masked = new StringBuilder();
        String current = null;
        for (int i = 0; i < covers.length; i++) {
            String name = covers[i];
            if (name == null) {
                masked.append(text.charAt(i));
            } else if (!name.equals(current)) {
                masked.append(name);
            }
            current = name;
        }
        return masked.toString();
    }
}
