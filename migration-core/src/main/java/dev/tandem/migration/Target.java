package dev.tandem.migration;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The version that a command is to arrive at.
 *
 * @param version as it was asked for; {@code null} is before everything
 * @param refusals hears of databases that do not know it
 */
record Target(@Nullable Long version, Refusals refusals) {
    private static final long NONE = -1;

    /**
     * Refuses unless each database knows the version: at once, for whatever else would follow from it is of no interest.
     *
     * @throws InvalidConfigurationException naming every database that does not
     */
    void require(List<DatabaseState> states) {
        if (version != null && version != 0) {
            states.stream()
                    .filter(state -> !known(state).contains(version))
                    .forEach(state -> refusals.unknownVersion(state, version, known(state)));
        }
        refusals.throwGravest();
    }

    /** What is to be applied, ascending. */
    List<MigrationStatus> upTo(DatabaseState state) {
        long last = last();
        return state.versions().values().stream()
                .filter(status -> status.version() <= last)
                .toList();
    }

    /** What is not to be applied, ascending. */
    List<MigrationStatus> above(DatabaseState state) {
        long last = last();
        return state.versions().values().stream()
                .filter(status -> status.version() > last)
                .toList();
    }

    /** Where there is no migration 0, 0 sorts below everything by itself. */
    private long last() {
        return version == null ? NONE : version;
    }

    private static SortedSet<Long> known(DatabaseState state) {
        SortedSet<Long> known = new TreeSet<>(state.files().keySet());
        known.addAll(state.history().entries().keySet());
        return known;
    }
}
