package dev.tandem.migration.boot.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command takes. */
final class CommonOptions {
    static final String ALL = "all";

    @Option(
            names = "--db",
            split = ",",
            paramLabel = "NAME|all",
            hideParamSyntax = true,
            description = "Databases to work on; repeat it or separate them with commas. Default: all.")
    private List<String> databases = new ArrayList<>();

    @Option(names = "--dry-run", description = "Print the exact SQL and change nothing.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Confirm beforehand. With several databases --db is needed, too.")
    private boolean yes;

    @Option(
            names = "--output",
            paramLabel = "text|json",
            converter = OutputFormat.Converter.class,
            description = "How results are written. Default: text.")
    private OutputFormat output = OutputFormat.TEXT;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "End after this time, such as 30s, 5m or 1h30m. Default: never.")
    private @Nullable Duration timeout;

    @Option(
            names = "--profile",
            split = ",",
            paramLabel = "PROFILE",
            hideParamSyntax = true,
            description = "Profile of the application's configuration to use.")
    private List<String> profiles = new ArrayList<>();

    @Option(names = "--verbose", description = "Show each statement, and stack traces.")
    private boolean verbose;

    @Option(names = "--quiet", description = "Show results and errors only.")
    private boolean quiet;

    @SuppressWarnings("unused") // read by picocli
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this.")
    private boolean help;

    /** Whether databases were named, be it with {@code all}. */
    boolean namesDatabases() {
        return !databases.isEmpty();
    }

    /** Those named; empty stands for all. */
    List<String> databases() {
        return databases.contains(ALL) ? List.of() : List.copyOf(databases);
    }

    boolean dryRun() {
        return dryRun;
    }

    boolean yes() {
        return yes;
    }

    OutputFormat output() {
        return output;
    }

    boolean json() {
        return output == OutputFormat.JSON;
    }

    @Nullable
    Duration timeout() {
        return timeout;
    }

    List<String> profiles() {
        return List.copyOf(profiles);
    }

    boolean verbose() {
        return verbose;
    }

    boolean quiet() {
        return quiet;
    }
}
