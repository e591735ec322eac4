package dev.tandem.migration;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A migration that is to be begun: files are written in which somebody then writes its SQL.
 *
 * @param name the part of the file names behind the version: lower-case letters, digits and single underscores
 * @param format in how many files; {@code null} is as in the folder's newest migration
 * @param dryRun whether only to say which files it would be
 */
public record NewMigration(String name, @Nullable Format format, boolean dryRun) {
    private static final int LONGEST_NAME = 120;

    /** What a name may be typed with; everything else is of a path, of a type, or of another alphabet. */
    private static final Pattern TYPED = Pattern.compile("[A-Za-z0-9_\\- ]+");

    private static final Pattern WORD_BEGINS = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

    /** In how many files a migration is. */
    public enum Format {
        /** {@code <version>_<name>.up.sql} and {@code <version>_<name>.down.sql}. */
        PAIR,
        /** {@code <version>_<name>.sql}. */
        SINGLE,
        /** A class among the sources of the application, see {@link JavaMigration}. */
        JAVA
    }

    /**
     * Takes a name as somebody typed it, with capitals, spaces or dashes.
     *
     * @throws InvalidConfigurationException when no name for a file can be made of it
     */
    public static NewMigration named(String typed, @Nullable Format format, boolean dryRun) {
        if (!TYPED.matcher(typed).matches()) {
            throw refused(typed, "Use letters, digits and underscores; the folder and the version are chosen for you.");
        }
        String name = WORD_BEGINS
                .matcher(typed)
                .replaceAll("_")
                .replaceAll("[^A-Za-z0-9]+", "_")
                .replaceAll("^_|_$", "")
                .toLowerCase(Locale.ROOT);
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw refused(typed, "Use between 1 and " + LONGEST_NAME + " letters, digits and underscores.");
        }
        return new NewMigration(name, format, dryRun);
    }

    /** The same, without writing anything. */
    NewMigration asDryRun() {
        return new NewMigration(name, format, true);
    }

    private static InvalidConfigurationException refused(String typed, String action) {
        return new InvalidConfigurationException(
                Failure.of(null, "'" + typed + "' is no name for a migration.", action), null);
    }
}
