package dev.tandem.migration.source;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.JavaCode;
import dev.tandem.migration.JavaMigration;
import dev.tandem.migration.Migration;
import dev.tandem.migration.MigrationId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Java migrations among those in files. */
public final class JavaMigrations {
    private JavaMigrations() {}

    /**
     * Those that are services.
     *
     * @throws InvalidMigrationException when one cannot be loaded
     */
    public static List<JavaMigration> services(ClassLoader classLoader) {
        try {
            return ServiceLoader.load(JavaMigration.class, classLoader).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList();
        } catch (ServiceConfigurationError e) {
            throw new InvalidMigrationException(
                    Failure.of(
                            null,
                            "A Java migration could not be loaded: " + e.getMessage(),
                            "Mend META-INF/services/" + JavaMigration.class.getName()
                                    + ": each line names a public class with a constructor without parameters."),
                    e);
        }
    }

    /**
     * Files, and Java migrations among them.
     *
     * @param problems hears of each that does not fit; unless it throws, it is left out
     */
    public static MigrationSet among(
            MigrationSet files, List<JavaMigration> classes, Consumer<InvalidMigrationException> problems) {
        if (classes.isEmpty()) {
            return files;
        }
        Map<MigrationId, Migration> all = new TreeMap<>();
        files.migrations().forEach(migration -> all.put(migration.id(), migration));
        for (JavaMigration written : classes) {
            try {
                Migration migration = migration(written);
                Migration other = all.putIfAbsent(migration.id(), migration);
                if (other != null) {
                    problems.accept(twice(migration, other));
                }
            } catch (InvalidMigrationException e) {
                problems.accept(e);
            }
        }
        return new MigrationSet(new ArrayList<>(all.values()), files.hooks());
    }

    private static Migration migration(JavaMigration written) {
        String className = written.getClass().getName();
        if (written.version() < 0) {
            throw Invalid.file(
                    "the class " + className,
                    "The Java migration " + className + " has the version " + written.version(),
                    "Give it one of 0 or more.");
        }
        if (written.name().isBlank()) {
            throw Invalid.file(
                    "the class " + className, "The Java migration " + className + " has no name", "Give it one.");
        }
        JavaCode down = written.down();
        return new Migration(
                MigrationId.of(written.version()),
                written.name(),
                new CodeScript(className, written.up()),
                down == null ? null : new CodeScript(className, down));
    }

    private static InvalidMigrationException twice(Migration migration, Migration other) {
        String place = migration.up().location();
        return Invalid.file(
                place,
                "Two migrations have the version %s: %s and %s"
                        .formatted(migration.id(), other.up().location(), place),
                "Give one of them another version, or delete it.");
    }
}
