package dev.tandem.migration.source;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Flyway would run, by its usual names, and what is called otherwise here. Its repeatable migrations are called the same.
 */
final class FlywayName {
    private static final Pattern NAME = Pattern.compile("([VUB])([0-9]+(?:[._][0-9]+)*)__(.+)\\.sql", Pattern.DOTALL);

    private static final Pattern CALLBACK = Pattern.compile(
            "(before|after)(Each)?(Migrate|Version|Baseline|Repair|Validate|Clean|Undo|Info)[A-Za-z]*(__.*)?\\.sql",
            Pattern.DOTALL);

    private FlywayName() {}

    static boolean is(String fileName) {
        return NAME.matcher(fileName).matches() || CALLBACK.matcher(fileName).matches();
    }

    /**
     * What to call such a file.
     *
     * @param fileName one that {@linkplain #is is such a name}
     */
    static String advice(String fileName) {
        if (CALLBACK.matcher(fileName).matches()) {
            return "Hooks are called before_up.sql and after_up.sql here: a run that goes forward executes them before its first"
                    + " migration and behind its last. Or move it out of the folder.";
        }
        Matcher matcher = NAME.matcher(fileName);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(fileName);
        }
        String version = matcher.group(2);
        String name = matcher.group(3);
        boolean whole = version.chars().allMatch(Character::isDigit);
        String renamed = (whole ? version : "<version>") + "_" + name;
        return switch (matcher.group(1)) {
            case "V" ->
                "Rename it to " + renamed + ".sql, or, with what takes it back beside it in " + renamed
                        + ".down.sql, to " + renamed + ".up.sql." + (whole ? "" : renumbered(version));
            case "U" ->
                "Rename it to " + renamed + ".down.sql, and what it takes back to " + renamed + ".up.sql."
                        + (whole ? "" : renumbered(version));
            default ->
                "There are no baseline migrations here. Put its text in the place of the migrations up to version "
                        + version + ", or move it out of the folder.";
        };
    }

    private static String renumbered(String version) {
        return " A version is a whole number, not " + version + ": renumber the files, keeping their order.";
    }
}
