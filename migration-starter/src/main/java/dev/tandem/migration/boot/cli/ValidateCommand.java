package dev.tandem.migration.boot.cli;

import dev.tandem.migration.Finding;
import dev.tandem.migration.Finding.Severity;
import dev.tandem.migration.boot.ToolJson;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code validate}: everything that is wrong with the migrations, at once. */
@Command(
        name = "validate",
        abbreviateSynopsis = true,
        description =
                "Looks for everything that is wrong with the migrations, and changes nothing. Ends with 6 when a run would fail or refuse.",
        footer = {
            "",
            "With --output github it writes annotations for GitHub's workflows.",
            "A database that does not answer is worth a note: what it knows is not compared then.",
            "",
            "Examples:",
            "  migrate validate",
            "  migrate validate --offline --output github"
        })
final class ValidateCommand implements Subcommand {
    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(names = "--offline", description = "Look at the files only; no database needs to have an address.")
    private boolean offline;

    @Override
    public CommonOptions options() {
        return options;
    }

    @Override
    public boolean isOffline() {
        return offline;
    }

    @Override
    public Set<OutputFormat> formats() {
        return EnumSet.allOf(OutputFormat.class);
    }

    @Override
    public int run(CommandContext context) {
        List<Finding> findings = offline
                ? context.offlineManager().validate(false)
                : context.manager().validate(true);
        switch (options.output()) {
            case JSON -> context.output().json(ToolJson.findings(findings));
            case GITHUB -> findings.stream().map(GitHubAnnotation::of).forEach(context.output()::text);
            case TEXT -> new FindingsText(context.output()).print(findings);
        }
        boolean valid = findings.stream().noneMatch(finding -> finding.severity() == Severity.ERROR);
        return valid ? ExitCode.DONE : ExitCode.MISMATCH;
    }
}
