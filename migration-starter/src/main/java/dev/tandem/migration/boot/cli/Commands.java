package dev.tandem.migration.boot.cli;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * The commands behind {@code migrate}. picocli reads each of them by reflection, which takes longer than to connect to a database, so
 * for what is asked for only that one is made, and all of them to help.
 */
final class Commands {
    /** In the order of the help. */
    private static final List<String> NAMES = List.of(
            "up",
            "down",
            "steps",
            "goto",
            "status",
            "info",
            "version",
            "create",
            "validate",
            "wait",
            "force",
            "baseline",
            "adopt",
            "repair",
            "drop",
            "seed",
            "completion",
            "shell");

    private Commands() {}

    /** All of them. */
    static CommandLine all() {
        return among(NAMES);
    }

    /** Those among the words. */
    static CommandLine among(Collection<String> words) {
        CommandLine root = new CommandLine(new RootCommand());
        for (String word : words) {
            Object command = root.getSubcommands().containsKey(word) ? null : named(word);
            if (command != null) {
                root.addSubcommand(command);
            }
        }
        return root;
    }

    private static @Nullable Object named(String word) {
        return switch (word) {
            case "up" -> new UpCommand();
            case "down", "rollback" -> new DownCommand();
            case "steps" -> new StepsCommand();
            case "goto", "to" -> new GoToCommand();
            case "status" -> new StatusCommand();
            case "info" -> new InfoCommand();
            case "version" -> new VersionCommand();
            case "create", "new" -> new CreateCommand();
            case "validate" -> new ValidateCommand();
            case "wait" -> new WaitCommand();
            case "force" -> new ForceCommand();
            case "baseline" -> new BaselineCommand();
            case "adopt" -> new AdoptCommand();
            case "repair" -> new RepairCommand();
            case "drop" -> new DropCommand();
            case "seed" -> new SeedCommand();
            case "completion" -> new CompletionCommand();
            case "shell" -> new ShellCommand();
            default -> null;
        };
    }
}
