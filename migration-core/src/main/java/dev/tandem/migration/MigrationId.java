package dev.tandem.migration;

import org.jspecify.annotations.Nullable;

/**
 * By what a migration is known in its database: a versioned one by its version, a repeatable one by its name. They are ordered
 * as they are run: versions first, ascending, then repeatable ones by name. As text it is what people read in the place of the
 * version: the number, or {@code R}.
 */
public sealed interface MigrationId extends Comparable<MigrationId> {

    /** That of a versioned migration. */
    static MigrationId of(long version) {
        return new Versioned(version);
    }

    /** That of a repeatable migration. */
    static MigrationId repeatable(String name) {
        return new Repeatable(name);
    }

    /** The version; {@code null} of a repeatable migration. */
    @Nullable
    Long version();

    /** Whether it has no version: it is run again whenever it has changed. */
    default boolean isRepeatable() {
        return this instanceof Repeatable;
    }

    @Override
    default int compareTo(MigrationId other) {
        if (this instanceof Versioned one && other instanceof Versioned two) {
            return Long.compare(one.number(), two.number());
        }
        if (this instanceof Repeatable one && other instanceof Repeatable two) {
            return one.name().compareTo(two.name());
        }
        return isRepeatable() ? 1 : -1;
    }

    /**
     * Runs once.
     *
     * @param number its version, 0 or more
     */
    record Versioned(long number) implements MigrationId {
        @Override
        public Long version() {
            return number;
        }

        @Override
        public String toString() {
            return Long.toString(number);
        }
    }

    /**
     * Runs after the versioned ones of its database whenever it was never run or has changed.
     *
     * @param name its name, unique in its database
     */
    record Repeatable(String name) implements MigrationId {
        @Override
        public @Nullable Long version() {
            return null;
        }

        @Override
        public String toString() {
            return "R";
        }
    }
}
