package dev.tandem.migration.boot.cli;

import dev.tandem.migration.Command.Drop;
import dev.tandem.migration.Failure;
import dev.tandem.migration.Plan;
import dev.tandem.migration.RefusedException;
import dev.tandem.migration.boot.EffectiveConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Nothing is taken back, dropped, skipped or written into the history by hand without somebody's word: typed on a terminal, or {@code --yes}. */
final class Confirmation {
    static final String YES = "yes";

    private final CommandContext context;

    Confirmation(CommandContext context) {
        this.context = context;
    }

    /**
     * Returns when it is confirmed.
     *
     * @param selected the databases that the command line selects
     * @throws RefusedException when it is not
     */
    void require(Plan plan, Preview preview, List<String> selected) {
        List<String> words = plan.command() instanceof Drop ? plan.databases() : List.of(YES);
        require(preview.lines(), words, selected);
    }

    /** The same, of what these lines say and these words confirm. */
    void require(List<String> lines, List<String> words, List<String> selected) {
        CommonOptions options = context.options();
        if (!options.yes() || !options.quiet()) {
            lines.forEach(context.output()::text);
            where(selected).forEach(context.output()::text);
        }
        if (options.yes()) {
            requireExplicit(selected);
            return;
        }
        Supplier<@Nullable String> person = context.terminal().person();
        if (person == null) {
            throw refused(
                    "Not confirmed: there is no terminal on which to ask.",
                    selected.size() > 1
                            ? "Add --yes, and --db to say which databases: " + names(selected) + "."
                            : "Add --yes.");
        }
        words.forEach(word -> ask(word, person));
    }

    /** A name is not enough: an address may come from a variable of which nobody thinks any more. */
    private List<String> where(List<String> databases) {
        EffectiveConfiguration configuration = new EffectiveConfiguration(context.factory());
        Table table = new Table();
        databases.forEach(database -> table.add(database, configuration.address(database)));
        List<String> lines = new ArrayList<>();
        lines.add("At these addresses:");
        lines.addAll(table.lines("  "));
        return lines;
    }

    /** Who types {@code --yes} thinks of one database, and may have forgotten that there are others. */
    private void requireExplicit(List<String> selected) {
        if (selected.size() > 1 && !context.options().namesDatabases()) {
            throw refused(
                    "Not confirmed: --yes alone is not enough with several databases.",
                    "Add --db to say which: " + names(selected) + ".");
        }
    }

    private void ask(String word, Supplier<@Nullable String> person) {
        context.terminal().out().flush();
        context.terminal().err().print("Type " + word + " to confirm: ");
        context.terminal().err().flush();
        String answer = person.get();
        if (answer == null || !answer.strip().equals(word)) {
            throw refused("Not confirmed.", "Type exactly " + word + ", or add --yes.");
        }
    }

    private static String names(List<String> databases) {
        return String.join(" or ", databases) + ", or all";
    }

    private static RefusedException refused(String message, String action) {
        return new RefusedException(Failure.of(null, message, action), null);
    }
}
