package dev.tandem.migration;

import org.jspecify.annotations.Nullable;

/** A database whose migrations people know by more than their versions. */
public interface NamedMigrations {

    /**
     * The version of a migration.
     *
     * @param identity how people know it, such as {@code db/changelog/orders.yaml::ann::17}
     * @return {@code null} when there is none of that identity
     */
    @Nullable
    Long version(String identity);
}
