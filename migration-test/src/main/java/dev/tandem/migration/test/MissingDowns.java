package dev.tandem.migration.test;

import java.util.Set;

/** Which migrations need no down: see {@link MigrationAssertions#allowingMissingDown}. */
public final class MissingDowns {
    static final MissingDowns NONE = new MissingDowns(Set.of());

    private final Set<Long> versions;

    MissingDowns(Set<Long> versions) {
        this.versions = versions;
    }

    boolean allow(long version) {
        return versions.contains(version);
    }
}
