package dev.tandem.migration.boot.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code down}: takes back what was applied last. */
@Command(
        name = "down",
        abbreviateSynopsis = true,
        aliases = "rollback",
        description = "Takes back the latest migration of each database, after it was confirmed.",
        footer = {
            "",
            "Examples:",
            "  migrate down --dry-run",
            "  migrate down --db postgres --steps 2 --yes",
            "  migrate down --last-run"
        })
final class DownCommand implements Subcommand {
    @Mixin
    private CommonOptions options = new CommonOptions();

    @Mixin
    private ResumeOption resume = new ResumeOption();

    @Mixin
    private HowMany howMany = new HowMany();

    @Option(names = "--last-run", description = "What the latest run has applied, in each database.")
    private boolean lastRun;

    @Override
    public CommonOptions options() {
        return options;
    }

    @Override
    public @Nullable String complaint() {
        return lastRun && howMany.isSaid() ? "--last-run says how many already." : howMany.complaint();
    }

    @Override
    public int run(CommandContext context) {
        return new CommandRun(context).execute(command());
    }

    dev.tandem.migration.Command command() {
        return lastRun ? new dev.tandem.migration.Command.DownRun(resume.resume()) : howMany.down(resume.resume());
    }
}
