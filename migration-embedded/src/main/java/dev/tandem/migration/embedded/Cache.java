package dev.tandem.migration.embedded;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * What is fetched or unpacked once for a user, however many projects and processes need it: {@code $TANDEM_CACHE}, else
 * {@code $XDG_CACHE_HOME/tandem}, else {@code ~/.cache/tandem}. An entry is filled in a directory of its own and then
 * renamed, so that it is there completely or not at all; two processes that need the same one wait for each other.
 */
final class Cache {

    /** Fills the directory of a new entry. */
    interface Filler {
        void fill(Path directory) throws IOException, InterruptedException;
    }

    private final Path root;

    Cache(Path root) {
        this.root = root;
    }

    static Cache ofUser() {
        String own = environment("TANDEM_CACHE");
        if (own != null) {
            return new Cache(Path.of(own).toAbsolutePath());
        }
        String xdg = environment("XDG_CACHE_HOME");
        Path base = xdg == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return new Cache(base.resolve("tandem").toAbsolutePath());
    }

    /** The directory of an entry, filled if it was not there. */
    Path entry(String name, Filler filler) throws IOException, InterruptedException {
        Path entry = root.resolve(name);
        if (Files.isDirectory(entry)) {
            return entry;
        }
        Files.createDirectories(root);
        return FileMutex.holding(root.resolve(name + ".lock"), () -> {
            if (Files.isDirectory(entry)) {
                return entry;
            }
            Path draft = Files.createTempDirectory(root, name + ".draft");
            try {
                filler.fill(draft);
                rename(draft, entry);
            } finally {
                FileTrees.delete(draft);
            }
            return entry;
        });
    }

    private static void rename(Path draft, Path entry) throws IOException {
        try {
            Files.move(draft, entry, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(draft, entry); // the lock keeps everybody else away meanwhile
        }
    }

    private static @Nullable String environment(String name) {
        String value = System.getenv(name);
        return value == null || value.isBlank() ? null : value;
    }
}
