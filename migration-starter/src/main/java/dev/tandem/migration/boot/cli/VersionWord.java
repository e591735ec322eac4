package dev.tandem.migration.boot.cli;

import dev.tandem.migration.NamedMigrations;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A version as it is typed.
 *
 * @param version the version; {@code null} for {@code none}, which is before everything, and where it has a name
 * @param name by what else a migration is known, as {@link NamedMigrations} has it; {@code null} where it is its version
 */
record VersionWord(@Nullable Long version, @Nullable String name) {

    /** Digits as file names have them, or {@code none}. */
    static final class Converter implements ITypeConverter<VersionWord> {
        private static final String NONE = "none";
        private static final String IN_NAMES = "::";

        @Override
        public VersionWord convert(String value) {
            if (value.equalsIgnoreCase(NONE)) {
                return new VersionWord(null, null);
            }
            if (value.contains(IN_NAMES)) {
                return new VersionWord(null, value);
            }
            try {
                if (value.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    return new VersionWord(Long.valueOf(value), null);
                }
            } catch (NumberFormatException e) {
                throw refused(value);
            }
            throw refused(value);
        }

        private static TypeConversionException refused(String value) {
            return new TypeConversionException("'" + value
                    + "' is not a version; 5, 000005 or none would be, or a change set as path::author::id");
        }
    }
}
