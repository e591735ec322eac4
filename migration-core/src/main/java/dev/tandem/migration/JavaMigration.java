package dev.tandem.migration;

import org.jspecify.annotations.Nullable;

/**
 * A migration whose work SQL cannot express. It is ordered, recorded and reported like one in a file; its version is that of no
 * file of its database.
 *
 * <p>It is found as a service ({@code META-INF/services/dev.tandem.migration.JavaMigration}), or given to its database. Of its
 * text nothing is known, so nothing notices that it was changed after it was applied; and it can be taken back only by an
 * application that still has it.
 */
public interface JavaMigration {

    /** The configured name of the database that it is of, such as {@code postgres}. */
    String database();

    /** Its version, 0 or more. */
    long version();

    /** Its name, as a file's behind the version: {@code backfill_totals}. */
    String name();

    /** What applies it. Called whenever migrations are listed, so it does nothing but say so. */
    JavaCode up();

    /** What takes it back; {@code null} when it cannot be. */
    default @Nullable JavaCode down() {
        return null;
    }
}
