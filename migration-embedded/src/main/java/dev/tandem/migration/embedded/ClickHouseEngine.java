package dev.tandem.migration.embedded;

import dev.tandem.migration.embedded.Commands.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * ClickHouse as a native library, chDB, which its makers publish as npm packages, one for each platform. At first need
 * {@code npm ci} brings the one of this machine into the user's {@link Cache}, checked against the hashes of the lock
 * file that is a resource of this module.
 *
 * <p>That file has the hash of the package for Linux on x86-64. For the other platforms it pins the version only, because
 * the registry it was written with did not have those packages; {@code npm install --package-lock-only
 * --omit-lockfile-registry-resolved} beside it fills the hashes in where there is one that does.
 */
final class ClickHouseEngine {

    static final String VERSION = "26.7.3-stable.1";

    private static final String RESOURCES = "/dev/tandem/migration/embedded/clickhouse/";
    private static final List<String> NPM =
            List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error");

    private final Cache cache;
    private final Platform platform;

    ClickHouseEngine(Cache cache, Platform platform) {
        this.cache = cache;
        this.platform = platform;
    }

    /** The file of the library, fetched if it is not there yet. */
    Path library() throws IOException, InterruptedException {
        Path entry = cache.entry("clickhouse-" + VERSION, this::fetch);
        Path library = libraryIn(entry);
        if (!Files.isRegularFile(library)) {
            throw new EmbeddedDatabasesException(
                    "The ClickHouse engine is not in " + entry + ". Delete that directory; it is fetched again.");
        }
        return library;
    }

    private Path libraryIn(Path directory) {
        return directory
                .resolve("node_modules")
                .resolve(platform.clickhousePackage())
                .resolve("libchdb.so");
    }

    private void fetch(Path directory) throws IOException, InterruptedException {
        System.err.println("Fetching the ClickHouse engine once: npm package " + platform.clickhousePackage() + " "
                + VERSION + ", about 170 MB (570 MB unpacked)");
        for (String name : List.of("package.json", "package-lock.json")) {
            try (InputStream resource = ClickHouseEngine.class.getResourceAsStream(RESOURCES + name)) {
                Files.copy(Objects.requireNonNull(resource, name), directory.resolve(name));
            }
        }
        Outcome outcome;
        try {
            outcome = Commands.run(directory, NPM);
        } catch (IOException e) {
            throw new EmbeddedDatabasesException(
                    "The embedded ClickHouse is fetched with npm, which is not on the PATH (" + e.getMessage()
                            + "). Install Node.js with npm, or configure the URL of a ClickHouse that runs elsewhere.",
                    e);
        }
        if (!outcome.succeeded() || !Files.isRegularFile(libraryIn(directory))) {
            throw new EmbeddedDatabasesException("npm could not fetch " + platform.clickhousePackage() + " " + VERSION
                    + ". It needs a reachable npm registry that has the package and 1 GB of free space for "
                    + directory.toAbsolutePath().getParent() + " and npm's own cache. npm ended with "
                    + outcome.exitCode()
                    + (outcome.output().isEmpty() ? "" : " and said: " + outcome.output()));
        }
    }
}
