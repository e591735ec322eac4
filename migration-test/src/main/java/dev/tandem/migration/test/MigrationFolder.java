package dev.tandem.migration.test;

import java.nio.file.Files;
import java.nio.file.Path;

/** Whether migrations can be at a path. */
final class MigrationFolder {
    private static final String CLASS_PATH = "classpath:";

    private MigrationFolder() {}

    static boolean exists(String path) {
        if (path.startsWith(CLASS_PATH)) {
            String folder = path.substring(CLASS_PATH.length()).replaceFirst("^/+", "") + "/";
            return DatabasesOfClass.classLoader().getResource(folder) != null;
        }
        return Files.isDirectory(Path.of(path.replaceFirst("^file:(//)?", "")));
    }
}
