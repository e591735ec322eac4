package dev.tandem.migration.boot.cli;

import dev.tandem.migration.boot.Nearest;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;

/** What somebody may have meant. */
final class Suggestions {
    private Suggestions() {}

    /** A question to put behind a complaint; empty when nothing comes near. */
    static String text(String word, Collection<String> known) {
        String nearest = Nearest.to(word, known);
        return nearest == null ? "" : " Did you mean " + nearest + "?";
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
}
