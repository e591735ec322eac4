package dev.tandem.migration.boot.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;

/** What somebody may have meant. */
final class Suggestions {
    private Suggestions() {}

    /** A question to put behind a complaint; empty when nothing comes near. */
    static String text(String word, Collection<String> known) {
        return known.stream()
                .filter(candidate -> isNear(word, candidate))
                .min(Comparator.comparingInt((String candidate) -> distance(word, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .map(candidate -> " Did you mean " + candidate + "?")
                .orElse("");
    }

    static Set<String> commands(CommandLine root) {
        return new TreeSet<>(root.getSubcommands().keySet());
    }

    /** Those of a command; of the root, those of all commands. */
    static Set<String> options(CommandLine line) {
        Set<String> names = new TreeSet<>(line.getCommandSpec().optionsMap().keySet());
        line.getSubcommands()
                .values()
                .forEach(sub -> names.addAll(sub.getCommandSpec().optionsMap().keySet()));
        return names;
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
