package dev.tandem.migration.boot.cli;

import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.boot.ToolJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code wait}: until the databases answer, or are migrated. */
@Command(
        name = "wait",
        abbreviateSynopsis = true,
        description =
                "Waits until the databases answer, or with --migrated until nothing is pending in them. Without --timeout it waits for ever.",
        footer = {
            "",
            "Examples:",
            "  migrate wait --timeout 1m",
            "  migrate wait --migrated --timeout 10m    in an init container of workers that do not migrate"
        })
final class WaitCommand implements Subcommand {
    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(names = "--migrated", description = "Until nothing is pending, too.")
    private boolean migrated;

    @Override
    public CommonOptions options() {
        return options;
    }

    @Override
    public int run(CommandContext context) {
        MigrationManager manager = context.manager();
        Readiness readiness =
                migrated ? new MigratedReadiness(manager.databases()) : new ReachedReadiness(manager.databases());
        Waiting waiting = new Waiting(manager, readiness, context.output(), options.timeout());
        int code = waiting.run();
        if (options.json()) {
            context.output().json(ToolJson.ready(manager.databases(), readiness.waiting()));
        }
        return code;
    }
}
