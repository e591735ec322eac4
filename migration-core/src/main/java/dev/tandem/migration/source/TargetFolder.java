package dev.tandem.migration.source;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where new migrations of a database are written to. */
final class TargetFolder {
    private static final Path RESOURCES = Path.of("src", "main", "resources");

    private TargetFolder() {}

    /**
     * The configured folder; else the first path in the file system; else where a build keeps the first one in the class
     * path.
     *
     * @throws InvalidConfigurationException when none of them leads to a folder
     */
    static Path of(String database, @Nullable String createIn, List<String> paths) {
        List<String> candidates = createIn == null ? paths : List.of(createIn);
        return candidates.stream()
                .map(Folders::pathOf)
                .filter(Objects::nonNull)
                .findFirst()
                .or(() -> candidates.stream()
                        .map(Folders::resourceOf)
                        .filter(resource -> resource != null && Files.isDirectory(RESOURCES))
                        .map(RESOURCES::resolve)
                        .findFirst())
                .map(folder -> folder.toAbsolutePath().normalize())
                .orElseThrow(() -> new InvalidConfigurationException(
                        Failure.of(
                                database,
                                "There is no folder to create a migration in: " + String.join(", ", candidates)
                                        + " cannot be written to, and " + RESOURCES.toAbsolutePath()
                                        + " does not exist.",
                                "Run it in the directory of the module, or set tandem.databases." + database
                                        + ".create-in to a folder."),
                        null));
    }
}
