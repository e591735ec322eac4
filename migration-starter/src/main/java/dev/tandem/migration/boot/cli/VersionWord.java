package dev.tandem.migration.boot.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A version as it is typed.
 *
 * @param version the version; {@code null} for {@code none}, which is before everything
 */
record VersionWord(@Nullable Long version) {

    /** Digits as file names have them, or {@code none}. */
    static final class Converter implements ITypeConverter<VersionWord> {
        private static final String NONE = "none";

        @Override
        public VersionWord convert(String value) {
            if (value.equalsIgnoreCase(NONE)) {
                return new VersionWord(null);
            }
            try {
                if (value.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    return new VersionWord(Long.valueOf(value));
                }
            } catch (NumberFormatException e) {
                throw refused(value);
            }
            throw refused(value);
        }

        private static TypeConversionException refused(String value) {
            return new TypeConversionException("'" + value + "' is not a version; 5, 000005 or none would be");
        }
    }
}
