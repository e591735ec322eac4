package dev.tandem.migration.boot.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code up}: applies what is pending. */
@Command(
        name = "up",
        abbreviateSynopsis = true,
        description = "Applies what is pending, in all databases.",
        footer = {"", "Examples:", "  migrate up", "  migrate up --dry-run", "  migrate up --db clickhouse --steps 1"})
final class UpCommand implements Subcommand {
    @Mixin
    private CommonOptions options = new CommonOptions();

    @Mixin
    private ResumeOption resume = new ResumeOption();

    @Mixin
    private HowMany howMany = new HowMany();

    @Override
    public CommonOptions options() {
        return options;
    }

    @Override
    public @Nullable String complaint() {
        return howMany.complaint();
    }

    @Override
    public int run(CommandContext context) {
        return new CommandRun(context).execute(command());
    }

    dev.tandem.migration.Command command() {
        return howMany.up(resume.resume());
    }
}
