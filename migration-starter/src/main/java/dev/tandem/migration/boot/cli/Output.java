package dev.tandem.migration.boot.cli;

import dev.tandem.migration.boot.MigrationJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which stream what goes to: results to standard output, errors never; with JSON nothing else goes there. */
final class Output {
    private static final int LONGEST_ON_A_TERMINAL = 48;

    private final Terminal terminal;
    private final CommonOptions options;

    Output(Terminal terminal, CommonOptions options) {
        this.terminal = terminal;
        this.options = options;
    }

    /** A result, for people. */
    void text(String line) {
        (options.json() ? terminal.err() : terminal.out()).println(line);
    }

    /** Said while something is done, or about it. */
    void info(String line) {
        if (!options.quiet()) {
            text(line);
        }
    }

    /** Said to those who want to know everything. */
    void detail(String line) {
        if (options.verbose()) {
            text(line);
        }
    }

    void error(String text) {
        terminal.out().flush();
        terminal.err().println(text);
    }

    /** The stack trace, for those who want to know everything. */
    void trace(Throwable failure) {
        if (options.verbose()) {
            terminal.err().print(Discretion.trace(failure));
        }
    }

    /** The only result of a command that was asked for JSON. */
    void json(Map<String, @Nullable Object> json) {
        try {
            MigrationJson.write(json, terminal.out());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where SQL is written. */
    Appendable sql() {
        return options.json() ? terminal.err() : terminal.out();
    }

    /** A name as it fits into a table: whoever reads a file of it wants all of it, whoever sits at a terminal a table. */
    String fitting(String name) {
        return terminal.person() == null || name.length() <= LONGEST_ON_A_TERMINAL
                ? name
                : name.substring(0, LONGEST_ON_A_TERMINAL - 1) + "…";
    }

    Style style() {
        return new Style(terminal.colour() && !options.json());
    }
}
