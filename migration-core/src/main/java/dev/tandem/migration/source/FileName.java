package dev.tandem.migration.source;

import dev.tandem.migration.Hook;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.MigrationId;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a migration's file says.
 *
 * @param id which migration it is of
 * @param digits how many its version is written with
 */
record FileName(MigrationId id, String name, Kind kind, int digits) {
    private static final String UP = ".up.sql";
    private static final String DOWN = ".down.sql";
    private static final String REPEATABLE = "R_";
    private static final String SQL = ".sql";
    /** With one underscore, or, as Flyway has it, with two. */
    private static final Pattern REPEATABLE_NAME = Pattern.compile("R_+([^_].*)\\.sql", Pattern.DOTALL);

    /** What a {@link ScriptCompiler} makes SQL of. */
    private static final List<String> COMPILED = List.of(".yaml", ".yml", ".xml", ".json");

    /** Which directions a file holds. */
    enum Kind {
        /** The up; perhaps the down too, in a section of its own. */
        UP,
        DOWN,
        /** Both, or the up alone. */
        SINGLE;

        /** As a message says it. */
        String title() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether somebody meant it as a migration or a hook: it is read, or refused, but never left out. */
    static boolean isMeant(String fileName) {
        return !fileName.startsWith(".")
                && (digits(fileName) > 0
                        || hasDirection(fileName)
                        || fileName.startsWith(REPEATABLE)
                        || Hook.of(fileName) != null
                        || FlywayName.is(fileName));
    }

    /**
     * With how many digits and an underscore it begins; 0 if it does not. Not by a pattern: there may be thousands of files, and
     * compiling the matching of patterns takes the JVM longer than all of them.
     */
    private static int digits(String fileName) {
        int digits = 0;
        while (digits < fileName.length() && fileName.charAt(digits) >= '0' && fileName.charAt(digits) <= '9') {
            digits++;
        }
        return digits < fileName.length() && fileName.charAt(digits) == '_' ? digits : 0;
    }

    /** With what it ends of a migration's file; empty when that is something else. */
    private static String type(String fileName) {
        if (fileName.endsWith(SQL)) {
            return SQL;
        }
        for (String type : COMPILED) {
            if (fileName.endsWith(type)) {
                return type;
            }
        }
        return "";
    }

    private static boolean hasDirection(String fileName) {
        return fileName.endsWith(UP) || fileName.endsWith(DOWN);
    }

    /**
     * Reads the name of a file that {@linkplain #isMeant is meant} as a migration.
     *
     * @param location of the file, for the error
     * @throws InvalidMigrationException when it is none, or its version is beyond a long
     */
    static FileName parse(String fileName, String location) {
        if (fileName.startsWith(REPEATABLE)) {
            return repeatable(fileName, location);
        }
        int digits = digits(fileName);
        String type = type(fileName);
        int end = fileName.length() - type.length();
        if (digits == 0 || type.isEmpty() || end <= digits + 1) {
            throw unknown(fileName, location);
        }
        String name = fileName.substring(digits + 1, end);
        Kind kind = fileName.endsWith(UP) ? Kind.UP : fileName.endsWith(DOWN) ? Kind.DOWN : Kind.SINGLE;
        if (kind != Kind.SINGLE) {
            name = name.substring(0, name.lastIndexOf('.'));
        }
        // 1_x.DOWN.sql would read as one that applies something
        if (name.isEmpty() || (kind == Kind.SINGLE && hasDirection(fileName.toLowerCase(Locale.ROOT)))) {
            throw unknown(fileName, location);
        }
        long version = version(fileName.substring(0, digits), fileName, location);
        return new FileName(MigrationId.of(version), name, kind, digits);
    }

    private static FileName repeatable(String fileName, String location) {
        Matcher matcher = REPEATABLE_NAME.matcher(fileName);
        if (!matcher.matches() || hasDirection(fileName.toLowerCase(Locale.ROOT))) {
            throw Invalid.file(
                    location,
                    fileName + " is named like a repeatable migration, but is of another type or without a name",
                    "Rename it to R_<name>.sql: one file, which is run again whenever it changes and has no down. Or move"
                            + " it out of the folder.");
        }
        String name = matcher.group(1);
        return new FileName(MigrationId.repeatable(name), name, Kind.SINGLE, 0);
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
        if (FlywayName.is(fileName)) {
            return Invalid.file(
                    location,
                    fileName + " is named as Flyway has it, and would not be run under that name",
                    FlywayName.advice(fileName));
        }
        return Invalid.file(
                location,
                fileName + " starts with a version like a migration, but is of an unknown type",
                "Rename it to <version>_<name>.up.sql, .down.sql or .sql (.yaml, .xml or .json for a change set), or move it"
                        + " out of the folder.");
    }
}
