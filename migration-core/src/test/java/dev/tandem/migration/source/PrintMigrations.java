package dev.tandem.migration.source;

import dev.tandem.migration.Migration;
import java.util.List;

/** The main class of the executable jar that {@link BootJarMigrationFilesTest} makes. */
final class PrintMigrations {
    private PrintMigrations() {}

    public static void main(String[] paths) {
        ClassLoader classLoader = Thread.currentThread().getContextClassLoader();
        for (Migration migration : MigrationFiles.load(List.of(paths), classLoader, ListedFile::new)
                .migrations()) {
            System.out.println(migration.version() + " " + migration.name() + " "
                    + migration.up().location() + " " + ListedFile.textOfUp(migration));
        }
    }
}
