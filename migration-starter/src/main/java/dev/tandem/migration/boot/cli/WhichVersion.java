package dev.tandem.migration.boot.cli;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.Migration;
import dev.tandem.migration.MigrationDatabase;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.NamedMigrations;
import dev.tandem.migration.boot.Nearest;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A version that is always said, never guessed. */
final class WhichVersion {
    @Option(names = "--version", paramLabel = "N", converter = VersionWord.Converter.class, description = "The same.")
    private @Nullable VersionWord option;

    @Parameters(
            paramLabel = "N",
            arity = "0..1",
            converter = VersionWord.Converter.class,
            description =
                    "The version, as its file has it, or path::author::id of a change set; none is before all of them.")
    private @Nullable VersionWord word;

    @Nullable
    String complaint(String example) {
        if (option == null && word == null) {
            return "Which version? For example: " + example;
        }
        return option != null && word != null ? "Give the version once." : null;
    }

    boolean isNone() {
        return word().equals(new VersionWord(null, null));
    }

    /**
     * The version, {@code null} for none.
     *
     * @param manager of the databases that are selected, one of which may know it by another name
     * @throws InvalidConfigurationException when it is not that of one database
     */
    @Nullable
    Long version(MigrationManager manager) {
        String name = word().name();
        return name == null ? word().version() : named(name, manager);
    }

    private VersionWord word() {
        return Objects.requireNonNull(option != null ? option : word);
    }

    private static Long named(String name, MigrationManager manager) {
        List<String> selected = manager.databases();
        List<String> having = selected.stream()
                .filter(database -> version(name, manager.database(database)) != null)
                .toList();
        if (having.isEmpty()) {
            throw unusable(
                    "There is no change set " + name + " in the changelog of " + String.join(", ", selected) + ".",
                    meant(name, selected, manager));
        }
        if (selected.size() > 1) {
            throw unusable(
                    "The change set " + name + " is of " + String.join(", ", having) + " alone.",
                    "Say so: --db " + having.get(0) + ".");
        }
        return Objects.requireNonNull(version(name, manager.database(selected.get(0))));
    }

    /** Somebody may have left out folders of the path, or mistyped. */
    private static String meant(String name, List<String> selected, MigrationManager manager) {
        List<String> known = selected.stream()
                .map(manager::database)
                .filter(NamedMigrations.class::isInstance)
                .flatMap(database -> database.migrations().stream())
                .map(Migration::name)
                .toList();
        String nearest = known.stream()
                .filter(candidate -> candidate.endsWith("/" + name))
                .findFirst()
                .orElseGet(() -> Nearest.to(name, known));
        return nearest == null
                ? "It is path::author::id, as migrate status shows it."
                : "Did you mean " + nearest + "?";
    }

    private static @Nullable Long version(String name, MigrationDatabase database) {
        return database instanceof NamedMigrations named ? named.version(name) : null;
    }

    private static InvalidConfigurationException unusable(String message, String action) {
        return new InvalidConfigurationException(Failure.of(null, message, action), null);
    }
}
