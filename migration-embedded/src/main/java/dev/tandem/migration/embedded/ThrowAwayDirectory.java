package dev.tandem.migration.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where data goes that nobody needs afterwards. */
final class ThrowAwayDirectory {

    private static final Path MEMORY = Path.of("/dev/shm");
    /** Containers have 64 MB there by default, which is less than two empty databases. */
    private static final long MEMORY_NEEDED_BYTES = 2L << 30;

    private ThrowAwayDirectory() {}

    /**
     * In memory where there is plenty, else in the temporary directory. A PostgreSQL database is 300 small files: on a
     * disk {@code CREATE DATABASE} took 200 to 450 ms, in memory 15, and tests do it all the time.
     */
    static Path create(String prefix) throws IOException {
        boolean memory = Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() > MEMORY_NEEDED_BYTES;
        return memory ? Files.createTempDirectory(MEMORY, prefix) : Files.createTempDirectory(prefix);
    }
}
