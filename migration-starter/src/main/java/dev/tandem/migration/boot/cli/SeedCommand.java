package dev.tandem.migration.boot.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code seed NAME}: fills databases with the rows of YAML files. */
@Command(
        name = "seed",
        abbreviateSynopsis = true,
        description =
                "Inserts the rows of YAML files that are not there, updates those that differ (on PostgreSQL), and leaves all others alone.",
        footer = {
            "",
            "Examples:",
            "  migrate seed dev",
            "  migrate seed -file seeds/dev.yaml",
            "  migrate seed demo --db postgres --dry-run",
            "  migrate seed test --truncate --yes --db all"
        })
final class SeedCommand implements Subcommand {
    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "A seed file: a path, file:… or classpath:…; repeat it for several.")
    private List<String> files = new ArrayList<>();

    @Option(names = "--truncate", description = "Empty the tables of the files before, after it was confirmed.")
    private boolean truncate;

    @Parameters(
            paramLabel = "NAME",
            arity = "0..*",
            description = "dev is dev.yaml in the folder of tandem.seed-path; a path works, too.")
    private List<String> names = new ArrayList<>();

    @Override
    public CommonOptions options() {
        return options;
    }

    @Override
    public @Nullable String complaint() {
        return files.isEmpty() && names.isEmpty()
                ? "Which file? For example: migrate seed dev, or migrate seed --file seeds/dev.yaml"
                : null;
    }

    @Override
    public int run(CommandContext context) {
        return new SeedRun(context, truncate).execute(names, files);
    }
}
