package dev.tandem.migration.boot.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The arguments of an application, as far as they concern the tool. */
final class ApplicationArguments {
    private static final String WORD = "migrate";

    /** Boot reads these itself, and they have no dot by which to know them. */
    private static final Set<String> SWITCHES_OF_BOOT = Set.of("--debug", "--trace");

    private ApplicationArguments() {}

    /** Whether the tool is wanted, and not the application. Options may come first, as in a container's entry point. */
    static boolean askForTool(String... arguments) {
        return Arrays.stream(arguments)
                .filter(argument -> !argument.startsWith("-"))
                .findFirst()
                .filter(WORD::equals)
                .isPresent();
    }

    /** What the tool is to read: without its own name, and without the properties, which are in the environment. */
    static List<String> forTool(String... arguments) {
        List<String> remaining = new ArrayList<>(Arrays.asList(arguments));
        remaining.remove(WORD);
        remaining.removeIf(argument -> isProperty(argument) || SWITCHES_OF_BOOT.contains(argument));
        return remaining;
    }

    /** No option of the tool has a dot in its name, and almost every property has one. */
    private static boolean isProperty(String argument) {
        return argument.startsWith("--") && argument.split("=", 2)[0].contains(".");
    }
}
