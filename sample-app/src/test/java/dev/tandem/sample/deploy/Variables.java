package dev.tandem.sample.deploy;

import dev.tandem.migration.boot.MigrationProperties;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which variables are properties of Tandem: one that is none has no effect, and nobody would notice. */
final class Variables {
    private static final Pattern OF_A_DATABASE = Pattern.compile("TANDEM_DATABASES_[A-Z0-9]+_(.+)");

    private Variables() {}

    /** Those of the names that would have to be a property and are none. */
    static List<String> unknown(Collection<String> names) {
        return names.stream()
                .filter(name -> name.startsWith("TANDEM_") && !isKnown(name))
                .toList();
    }

    private static boolean isKnown(String name) {
        Matcher ofADatabase = OF_A_DATABASE.matcher(name);
        return ofADatabase.matches()
                ? isOf(MigrationProperties.Database.class, ofADatabase.group(1))
                : isOf(MigrationProperties.class, name.substring("TANDEM_".length()));
    }

    private static boolean isOf(Class<? extends Record> properties, String name) {
        return Arrays.stream(properties.getRecordComponents())
                .anyMatch(component ->
                        component.getName().toUpperCase(Locale.ROOT).equals(name.replace("_", "")));
    }
}
