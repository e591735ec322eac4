package dev.tandem.migration.embedded;

import java.io.IOException;
import java.util.List;

/**
 * The developer's databases from the command line, configured by {@link EmbeddedSettings#fromEnvironment}.
 *
 * <ul>
 *   <li>{@code up} starts them, as far as they do not run, and returns when they answer
 *   <li>{@code down} ends them and keeps their data
 *   <li>{@code run} starts empty ones that end with this process
 * </ul>
 *
 * <p>{@code up} and {@code run} print two lines, {@code postgres <url>} and {@code clickhouse <url>}, and nothing else,
 * on standard output; {@code down} a line for each that it has ended, or that none ran. Exit 0, or 1 with the reason on standard error, or 2 for a wrong command line.
 */
public final class DatabasesCommand {

    private DatabasesCommand() {}

    /** Takes one of the commands. */
    public static void main(String[] arguments) throws IOException {
        String command = arguments.length == 1 ? arguments[0] : "";
        try {
            EmbeddedSettings settings = EmbeddedSettings.fromEnvironment();
            switch (command) {
                case "up" -> print(EmbeddedDatabases.up(settings));
                case "down" -> printEnded(EmbeddedDatabases.down(settings), settings);
                case "run" -> {
                    print(EmbeddedDatabases.start());
                    while (System.in.read() >= 0) {
                        // until the end of the input, or a signal; the databases end with this process
                    }
                }
                default -> {
                    System.err.println("One command is needed: up, down or run");
                    System.exit(2);
                }
            }
        } catch (EmbeddedDatabasesException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void printEnded(List<String> ended, EmbeddedSettings settings) {
        ended.forEach(name -> System.out.println(name + " stopped; its data stays in " + settings.directory()));
        if (ended.isEmpty()) {
            System.out.println("none of " + settings.directory() + " was running");
        }
        System.out.flush();
    }

    private static void print(EmbeddedDatabases databases) {
        System.out.println("postgres " + databases.postgres().jdbcUrl());
        System.out.println("clickhouse " + databases.clickhouse().jdbcUrl());
        System.out.flush();
    }
}
