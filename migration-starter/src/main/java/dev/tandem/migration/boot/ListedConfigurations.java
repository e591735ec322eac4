package dev.tandem.migration.boot;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.annotation.ImportCandidates;

/** The {@link MigrationConfiguration} classes that are listed, which the application and the command line have in common. */
public final class ListedConfigurations {
    /** Where they are listed, one to a line. */
    public static final String FILE = "META-INF/spring/" + MigrationConfiguration.class.getName() + ".imports";

    private ListedConfigurations() {}

    /** The names of the classes. */
    public static List<String> names(@Nullable ClassLoader classLoader) {
        return ImportCandidates.load(MigrationConfiguration.class, classLoader).getCandidates();
    }
}
