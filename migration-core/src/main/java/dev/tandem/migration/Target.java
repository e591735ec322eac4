package dev.tandem.migration;

import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The version that a command is to arrive at. Repeatable migrations are on neither side of it.
 *
 * @param version as it was asked for; {@code null} is before everything
 * @param refusals hears of databases that do not know it
 */
record Target(@Nullable Long version, Refusals refusals) {
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
        return state.versioned().values().stream().filter(this::isUpTo).toList();
    }

    /** What is not to be applied, ascending. */
    List<MigrationStatus> above(DatabaseState state) {
        return state.versioned().values().stream()
                .filter(status -> !isUpTo(status))
                .toList();
    }

    /** Where there is no migration 0, 0 sorts below everything by itself. */
    private boolean isUpTo(MigrationStatus status) {
        return version != null && status.id().compareTo(MigrationId.of(version)) <= 0;
    }

    private static SortedSet<Long> known(DatabaseState state) {
        return Stream.concat(state.files().keySet().stream(), state.history().entries().keySet().stream())
                .map(MigrationId::version)
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
