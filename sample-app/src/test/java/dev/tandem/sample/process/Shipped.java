package dev.tandem.sample.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the jar brings along for a database, from its files. */
final class Shipped {
    private Shipped() {}

    static int migrations(String database) {
        return versions(database).size();
    }

    static long latest(String database) {
        return versions(database).stream().mapToLong(Long::longValue).max().orElseThrow();
    }

    private static List<Long> versions(String database) {
        try (Stream<Path> files = Files.list(Path.of("../migrations", database))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".up.sql"))
                    .map(name -> Long.valueOf(name.substring(0, name.indexOf('_'))))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
