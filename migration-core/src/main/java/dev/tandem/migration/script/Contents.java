package dev.tandem.migration.script;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidMigrationException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a file once it was read.
 *
 * @param location of the file
 * @param digest its {@link Digest}
 * @param whole all of it, if it has no sections
 * @param sections its sections
 */
record Contents(String location, String digest, Part whole, Map<Section, Part> sections) {

    /**
     * What belongs to a direction: its section, or everything when there are no sections.
     *
     * @throws InvalidMigrationException when there are sections, but not this one
     */
    Part of(Section section) {
        Part part = sections.isEmpty() ? whole : sections.get(section);
        if (part == null) {
            Map.Entry<Section, Part> other = sections.entrySet().iterator().next();
            throw new InvalidMigrationException(
                    Failure.inFile(
                            location,
                            other.getValue().line(),
                            "The file has its " + other.getKey().title() + " section, but no " + section.title()
                                    + " section.",
                            "Begin one with the same kind of line, or delete this one if all of the file is meant."),
                    null);
        }
        return part;
    }

    boolean has(Section section) {
        return sections.containsKey(section);
    }

    /**
     * A section, or all of a file without sections.
     *
     * @param line on which it begins
     * @param transactional whether its directives allow a transaction
     */
    record Part(
            int line,
            int statements,
            String fingerprint,
            boolean transactional,
            @Nullable Duration timeout) {}
}
