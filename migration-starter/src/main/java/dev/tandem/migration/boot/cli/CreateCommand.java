package dev.tandem.migration.boot.cli;

import dev.tandem.migration.CreatedMigration;
import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.NewMigration;
import dev.tandem.migration.NewMigration.Format;
import dev.tandem.migration.boot.ToolJson;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code create NAME}: begins a migration. */
@Command(
        name = "create",
        aliases = "new",
        abbreviateSynopsis = true,
        description =
                "Writes the files of a new migration, in the style of those that are there, and prints their paths. Connects to nothing.",
        footer = {
            "",
            "A name such as create_users, add_plan_to_users or index_users_by_email chooses the example in them.",
            "",
            "Examples:",
            "  migrate create add_users_table --db postgres",
            "  migrate create create_metrics --db clickhouse --format single",
            "  migrate -db clickhouse -name create_metrics create"
        })
final class CreateCommand implements Subcommand {
    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(names = "--name", paramLabel = "NAME", description = "The same.")
    private @Nullable String option;

    @Option(
            names = "--format",
            paramLabel = "pair|single|java",
            converter = FormatConverter.class,
            description =
                    "An up and a down file, one with sections, or a class in src/main/java. Default: as the files that are there.")
    private @Nullable Format format;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "What it does, in words joined by underscores.")
    private @Nullable String word;

    @Override
    public CommonOptions options() {
        return options;
    }

    @Override
    public boolean isOffline() {
        return true;
    }

    @Override
    public @Nullable String complaint() {
        if (option == null && word == null) {
            return "Which name? For example: migrate create add_users_table";
        }
        return option != null && word != null ? "Give the name once." : null;
    }

    @Override
    public int run(CommandContext context) {
        NewMigration request = request();
        List<CreatedMigration> created = selected(context).create(request);
        if (options.json()) {
            context.output().json(ToolJson.created(created));
        } else {
            created.stream()
                    .flatMap(migration -> migration.files().stream())
                    .forEach(file -> context.output().text((options.dryRun() ? "would create " : "") + file));
        }
        return ExitCode.DONE;
    }

    NewMigration request() {
        return NewMigration.named(Objects.requireNonNull(option != null ? option : word), format, options.dryRun());
    }

    /** Those that were named; with several and none named, those that somebody names now. */
    private MigrationManager selected(CommandContext context) {
        MigrationManager manager = context.offlineManager();
        List<String> databases = manager.databases();
        if (options.namesDatabases() || databases.size() == 1) {
            return manager;
        }
        Supplier<@Nullable String> person = context.terminal().person();
        String names = String.join(", ", databases) + " or all";
        if (person == null) {
            throw new InvalidConfigurationException(
                    Failure.of(null, "For which database?", "Add --db: " + names + "."), null);
        }
        context.terminal().out().flush();
        context.terminal().err().print("For which database: " + names + "? ");
        context.terminal().err().flush();
        String answer = Objects.requireNonNullElse(person.get(), "").strip();
        return answer.equals(CommonOptions.ALL) ? manager : manager.only(List.of(answer.split(" *, *", -1)));
    }

    /** From what is typed. */
    static final class FormatConverter extends WordConverter<Format> {
        FormatConverter() {
            super(Format.class);
        }
    }
}
