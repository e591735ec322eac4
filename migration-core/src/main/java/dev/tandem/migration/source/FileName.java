package dev.tandem.migration.source;

import dev.tandem.migration.Direction;
import dev.tandem.migration.InvalidMigrationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the name of a migration's file says. */
record FileName(long version, String name, Direction direction) {
    private static final Pattern VERSIONED = Pattern.compile("[0-9]+_.*", Pattern.DOTALL);
    private static final Pattern PAIRED = Pattern.compile("([0-9]+)_(.+)\\.(up|down)\\.sql", Pattern.DOTALL);
    private static final Pattern SINGLE = Pattern.compile("([0-9]+_.+)\\.sql", Pattern.DOTALL);

    /** Whether somebody meant it as a migration: it is read, or refused, but never left out. */
    static boolean isMeantAsMigration(String fileName) {
        return !fileName.startsWith(".")
                && (hasDirection(fileName) || VERSIONED.matcher(fileName).matches());
    }

    private static boolean hasDirection(String fileName) {
        return fileName.endsWith(".up.sql") || fileName.endsWith(".down.sql");
    }

    /**
     * Reads the name of a file that {@linkplain #isMeantAsMigration is meant} as a migration.
     *
     * @param location of the file, for the error
     * @throws InvalidMigrationException when it is not one of a pair, or its version is beyond a long
     */
    static FileName parse(String fileName, String location) {
        Matcher paired = PAIRED.matcher(fileName);
        if (!paired.matches()) {
            throw unknown(fileName, location);
        }
        Direction direction = paired.group(3).equals("up") ? Direction.UP : Direction.DOWN;
        return new FileName(version(paired.group(1), fileName, location), paired.group(2), direction);
    }

    private static long version(String digits, String fileName, String location) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw Invalid.file(
                    location,
                    "The version of " + fileName + " is beyond the largest possible one, " + Long.MAX_VALUE,
                    "Give it a smaller version.");
        }
    }

    private static InvalidMigrationException unknown(String fileName, String location) {
        if (hasDirection(fileName)) {
            return Invalid.file(
                    location,
                    fileName + " is named like a migration, but without a version or a name",
                    "Rename it to <version>_<name>.up.sql or .down.sql, such as 000001_create_users.up.sql.");
        }
        Matcher single = SINGLE.matcher(fileName);
        if (single.matches()) {
            String stem = single.group(1);
            return Invalid.file(
                    location,
                    fileName + " is a single file, and this release reads pairs of .up.sql and .down.sql files only",
                    "Rename it to " + stem + ".up.sql; what takes it back goes into " + stem + ".down.sql.");
        }
        return Invalid.file(
                location,
                fileName + " starts with a version like a migration, but is of an unknown type",
                "Rename it to <version>_<name>.up.sql or .down.sql, or move it out of the folder.");
    }
}
