package dev.tandem.migration.boot.cli;

import dev.tandem.migration.Command.Down;
import dev.tandem.migration.Command.Up;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steps N}: forward, or back when N is negative. */
@Command(
        name = "steps",
        abbreviateSynopsis = true,
        description = "Goes a number of migrations forward in each database, or back when it is negative.",
        footer = {"", "Examples:", "  migrate steps 2", "  migrate steps -1"})
final class StepsCommand implements Subcommand {
    @Mixin
    private CommonOptions options = new CommonOptions();

    @Mixin
    private ResumeOption resume = new ResumeOption();

    @Option(names = "--steps", paramLabel = "N", converter = CountConverter.class, description = "The same.")
    private @Nullable Integer option;

    @Parameters(
            paramLabel = "N",
            arity = "0..1",
            converter = CountConverter.class,
            description = "How many migrations.")
    private @Nullable Integer word;

    @Override
    public CommonOptions options() {
        return options;
    }

    @Override
    public @Nullable String complaint() {
        if (option == null && word == null) {
            return "How many? For example: migrate steps 2, or migrate steps -1";
        }
        return option != null && word != null ? "Give the number once." : null;
    }

    @Override
    public int run(CommandContext context) {
        return new CommandRun(context).execute(command());
    }

    dev.tandem.migration.Command command() {
        int steps = Objects.requireNonNull(option != null ? option : word);
        return steps < 0 ? new Down(-steps, resume.resume()) : new Up(steps, resume.resume());
    }
}
