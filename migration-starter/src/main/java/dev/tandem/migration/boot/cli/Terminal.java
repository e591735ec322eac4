package dev.tandem.migration.boot.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The streams of the process, and whoever sits in front of them.
 *
 * @param out results
 * @param err everything that is not a result
 * @param person answers questions with a line, or with {@code null} for the end of input; {@code null} when there is nobody to ask
 * @param colour whether results may be coloured
 * @param redraws whether a line can be drawn anew
 */
record Terminal(
        PrintStream out,
        PrintStream err,
        @Nullable Supplier<@Nullable String> person,
        boolean colour,
        boolean redraws) {

    /** One whose lines stay as they are. */
    Terminal(PrintStream out, PrintStream err, @Nullable Supplier<@Nullable String> person, boolean colour) {
        this(out, err, person, colour, false);
    }

    /** That of this process. */
    @SuppressWarnings("SystemConsoleNull") // newer JDKs are asked for a terminal, too
    static Terminal system() {
        Console console = System.console();
        if (console == null || !isTerminal(console)) {
            return new Terminal(stream(FileDescriptor.out), stream(FileDescriptor.err), null, false);
        }
        return new Terminal(System.out, System.err, console::readLine, wantsColour(), !isDumb());
    }

    /** Read by programs: SQL and names have to arrive as they are, and a container seldom has a locale. */
    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
    }

    /** From JDK 22 on there is a console object without a terminal, too. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException beforeJdk22) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    private static boolean wantsColour() {
        String noColour = System.getenv("NO_COLOR");
        return (noColour == null || noColour.isEmpty()) && !isDumb();
    }

    private static boolean isDumb() {
        return "dumb".equals(System.getenv("TERM"));
    }

    void flush() {
        out.flush();
        err.flush();
    }
}
