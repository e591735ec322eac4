package dev.tandem.migration.boot.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code completion bash}: a script by which a shell completes the words of the tool. Needs no configuration. */
@Command(
        name = "completion",
        abbreviateSynopsis = true,
        description = "Prints a script by which a shell completes commands and options.",
        footer = {"", "Examples:", "  source <(migrate completion bash)", "  source <(migrate completion zsh)"})
final class CompletionCommand {
    @SuppressWarnings("unused") // read by picocli
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this.")
    private boolean help;

    @SuppressWarnings("unused") // checked by picocli; one script serves both
    @Parameters(paramLabel = "bash|zsh", arity = "1", converter = ShellName.Converter.class, description = "The shell.")
    private ShellName shell = ShellName.BASH;

    /** Also for {@code ./migrate}: shells look for the last part of a path. */
    String script(CommandLine root) {
        return AutoComplete.bash(root.getCommandName(), root);
    }
}
