package dev.tandem.migration.boot.cli;

import dev.tandem.migration.DatabaseInfo;
import dev.tandem.migration.boot.EffectiveConfiguration;
import dev.tandem.migration.boot.ToolJson;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code info}: everything that helps somebody who looks for a reason. */
@Command(
        name = "info",
        abbreviateSynopsis = true,
        description =
                "Shows servers, rights, locks, histories, recent runs and the configuration in force, without its secrets.",
        footer = {"", "Examples:", "  migrate info", "  migrate info --db clickhouse --output json"})
final class InfoCommand implements Subcommand {
    @Mixin
    private CommonOptions options = new CommonOptions();

    @Override
    public CommonOptions options() {
        return options;
    }

    @Override
    public int run(CommandContext context) {
        EffectiveConfiguration configuration = new EffectiveConfiguration(context.factory());
        List<DatabaseInfo> databases = context.manager().info();
        if (options.json()) {
            context.output().json(ToolJson.info(databases, configuration));
        } else {
            new InfoText(context.output(), configuration).print(databases);
        }
        return ExitCode.of(databases.stream().map(DatabaseInfo::status).toList(), false);
    }
}
