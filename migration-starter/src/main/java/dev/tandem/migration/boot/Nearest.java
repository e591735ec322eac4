package dev.tandem.migration.boot;

import java.util.Collection;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** What somebody may have meant who wrote a word that there is not. */
public final class Nearest {
    private Nearest() {}

    /** The word that comes nearest, {@code null} when none comes near. Dashes in front do not count. */
    public static @Nullable String to(String word, Collection<String> known) {
        return known.stream()
                .filter(candidate -> isNear(word, candidate))
                .min(Comparator.comparingInt((String candidate) -> distance(word, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .orElse(null);
    }

    private static boolean isNear(String word, String candidate) {
        String bare = bare(word);
        String other = bare(candidate);
        return distance(bare, other) <= Math.max(1, other.length() / 3)
                || (bare.length() > 1 && other.startsWith(bare));
    }

    private static String bare(String option) {
        return option.replaceFirst("^--?", "");
    }

    /** Levenshtein's. */
    private static int distance(String from, String to) {
        int[] previous = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] current = new int[to.length() + 1];
            current[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int change = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(change, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[to.length()];
    }
}
