package dev.tandem.migration.boot.cli;

import dev.tandem.migration.boot.cli.Parsed.Answer;
import dev.tandem.migration.boot.cli.Parsed.Work;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Words to a command, with every complaint turned into one line that says what would be right. */
final class Parser {
    private final CommandLine root;
    private final Spelling spelling;

    private Parser(CommandLine root, boolean colour) {
        this.root = root;
        root.setPosixClusteredShortOptionsAllowed(false);
        root.setColorScheme(Help.defaultColorScheme(colour ? Ansi.ON : Ansi.OFF));
        spelling = new Spelling(root.getCommandSpec());
    }

    /** What is not understood with the commands among the words alone is a matter for one who knows all of them. */
    static Parsed parse(List<String> arguments, boolean colour) {
        Parser some = new Parser(Commands.among(arguments), colour);
        if (some.spelling.knowsOptionsOf(arguments) && some.parse(arguments) instanceof Work work) {
            return work;
        }
        return new Parser(Commands.all(), colour).parse(arguments);
    }

    private Parsed parse(List<String> arguments) {
        try {
            return parsed(root.parseArgs(spelling.normalize(arguments).toArray(String[]::new)));
        } catch (ParameterException e) {
            return complaint(e);
        }
    }

    private Parsed parsed(ParseResult result) {
        List<CommandLine> lines = result.asCommandLineList();
        CommandLine last = lines.get(lines.size() - 1);
        if (result.isVersionHelpRequested()) {
            return new Answer(ToolVersion.text() + System.lineSeparator(), ExitCode.DONE);
        }
        if (lines.stream().anyMatch(CommandLine::isUsageHelpRequested)) {
            return new Answer(last.getUsageMessage(), ExitCode.DONE);
        }
        if (last.getCommand() instanceof Subcommand command) {
            if (!command.formats().contains(command.options().output())) {
                return complaint(last.getCommandName() + " is written as " + words(command.formats()) + " only.", last);
            }
            String complaint = command.complaint();
            return complaint == null ? new Work(command) : complaint(complaint, last);
        }
        if (last.getCommand() instanceof CompletionCommand completion) {
            return new Answer(completion.script(root), ExitCode.DONE);
        }
        return noCommand();
    }

    private static String words(Set<OutputFormat> formats) {
        return formats.stream()
                .map(format -> format.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" or "));
    }

    private Answer noCommand() {
        String line = System.lineSeparator();
        return new Answer(
                "Which command? For example: migrate status" + line + line + root.getUsageMessage(), ExitCode.USAGE);
    }

    private static Answer complaint(String text, CommandLine line) {
        String command = line.getCommandSpec().qualifiedName();
        return new Answer(
                text + System.lineSeparator() + "Try: " + command + " --help" + System.lineSeparator(), ExitCode.USAGE);
    }

    private Answer complaint(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            return unmatched(unmatched.getUnmatched().get(0), e.getCommandLine());
        }
        return complaint(String.valueOf(e.getMessage()), e.getCommandLine());
    }

    /** Other tools have it as a word. */
    private static boolean isCount(String word, CommandLine line) {
        return word.matches("\\d+") && List.of("up", "down").contains(line.getCommandName());
    }

    private Answer unmatched(String word, CommandLine line) {
        if (!word.startsWith("-")) {
            return complaint(
                    line == root
                            ? "There is no command '" + word + "'." + Suggestions.text(word, Suggestions.commands(root))
                            : line.getCommandName() + " does not know what to do with '" + word + "'."
                                    + (isCount(word, line) ? " Did you mean --steps " + word + "?" : ""),
                    line);
        }
        String name = word.split("=", 2)[0];
        if (!Suggestions.options(root).contains(name)) {
            return complaint(
                    "There is no option " + name + "." + Suggestions.text(name, Suggestions.options(line)), line);
        }
        return line == root ? noCommand() : complaint(line.getCommandName() + " does not take " + name + ".", line);
    }
}
