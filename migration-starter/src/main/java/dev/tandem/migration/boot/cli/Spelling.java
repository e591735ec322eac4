package dev.tandem.migration.boot.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Brings every spelling into the one that is parsed: the command first, then its options with two dashes and their
 * values behind an equals sign. So each command declares its own options once, and {@code -db postgres -steps -1 down}
 * needs nothing special.
 */
final class Spelling {
    private static final Pattern NEGATIVE = Pattern.compile("-\\d+");
    private static final String HELP = "--help";
    private static final String STEPS = "--steps";
    /** By itself the tool's; of the commands that go to a version, that. */
    private static final String VERSION = "--version";

    /** Every option of every command, and whether it takes a value. */
    private final Map<String, Boolean> takesValue = new HashMap<>();

    private final Set<String> commands;

    Spelling(CommandSpec root) {
        commands = root.subcommands().keySet();
        add(root);
    }

    /** Whether it has to know nothing else to bring these into the one spelling. */
    boolean knowsOptionsOf(List<String> arguments) {
        return arguments.stream()
                .filter(argument ->
                        argument.startsWith("-") && !NEGATIVE.matcher(argument).matches())
                .allMatch(argument -> isKnown(withTwoDashes(argument)));
    }

    List<String> normalize(List<String> arguments) {
        List<String> words = new ArrayList<>();
        List<String> options = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String option = withTwoDashes(arguments.get(i));
            if (!isKnown(option)) {
                (arguments.get(i).startsWith("-") ? options : words).add(arguments.get(i));
            } else if (wantsNext(option) && i + 1 < arguments.size() && isValue(option, arguments.get(i + 1))) {
                options.add(option + "=" + arguments.get(++i));
            } else {
                options.add(option);
            }
        }
        return commandFirst(words, options);
    }

    private static List<String> commandFirst(List<String> words, List<String> options) {
        if (words.isEmpty() && options.stream().anyMatch(option -> option.startsWith(STEPS))) {
            words.add("steps");
        }
        if (!words.isEmpty() && words.get(0).equals("help")) {
            words.remove(0);
            options.add(HELP);
        }
        if (!words.isEmpty() && words.get(0).equals("force")) {
            // as golang-migrate says it
            options.replaceAll(
                    option -> option.equals("-1") || option.equals(VERSION + "=-1") ? VERSION + "=none" : option);
        }
        if (!words.isEmpty() && words.get(0).equals("steps")) {
            options.replaceAll(option -> NEGATIVE.matcher(option).matches() ? STEPS + "=" + option : option);
        }
        List<String> normal = new ArrayList<>(words.subList(0, Math.min(1, words.size())));
        normal.addAll(options);
        normal.addAll(words.subList(normal.size() - options.size(), words.size()));
        return normal;
    }

    private String withTwoDashes(String argument) {
        boolean oneDash = argument.startsWith("-") && !argument.startsWith("--");
        String two = "-" + argument;
        return oneDash && isKnown(two) ? two : argument;
    }

    private boolean isKnown(String argument) {
        return takesValue.containsKey(name(argument));
    }

    private boolean wantsNext(String option) {
        return !option.contains("=") && Boolean.TRUE.equals(takesValue.get(option));
    }

    private boolean isValue(String option, String next) {
        return !isKnown(withTwoDashes(next)) && !(option.equals(VERSION) && commands.contains(next));
    }

    private static String name(String argument) {
        return argument.split("=", 2)[0];
    }

    private void add(CommandSpec command) {
        for (OptionSpec option : command.options()) {
            for (String name : option.names()) {
                takesValue.merge(name, option.arity().min() > 0, Boolean::logicalOr);
            }
        }
        command.subcommands().values().forEach(line -> add(line.getCommandSpec()));
    }
}
