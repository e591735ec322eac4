package dev.tandem.migration.test;

import dev.tandem.migration.MigrationManager;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Assertions about migrations, with any test framework. */
public final class MigrationAssertions {
    private MigrationAssertions() {}

    /**
     * Asserts that every migration can be taken back. In each database, one after the other, every migration goes up, down and
     * up again; then, from the latest database and version to the first, all go down.
     *
     * <p>After each down the schema has to be the one from before the up, after the second up the one from after the first, and
     * in the end nothing but the history is there. What is compared are definitions, not rows: on PostgreSQL all that users can
     * make in a database, with rights and comments, but without the order of columns, which no down could restore; on
     * ClickHouse tables, views, dictionaries, columns, indexes and projections, without identities. What belongs to the whole
     * server, such as roles, is not looked at.
     *
     * <p>In the end the databases are as they were: without a migration.
     *
     * @param manager of databases in which nothing is applied yet, such as those of {@code @MigrationTest(migrate = false)}
     * @throws AssertionError which names the migration, what differs, and the file of its down; or every migration that has none
     * @throws IllegalArgumentException when something is applied already
     */
    public static void assertReversible(MigrationManager manager) {
        new Reversal(manager, MissingDowns.NONE).verify();
    }

    /**
     * The same for one of the databases.
     *
     * @throws dev.tandem.migration.InvalidConfigurationException for a name that the manager does not know
     */
    public static void assertReversible(MigrationManager manager, String database) {
        assertReversible(manager, database, MissingDowns.NONE);
    }

    /**
     * The same for one of the databases, in which some migrations need no down. They and those before them stay when all go down
     * in the end.
     */
    public static void assertReversible(MigrationManager manager, String database, MissingDowns allowed) {
        new Reversal(manager.only(List.of(database)), allowed).verify();
    }

    /** These versions need no down. */
    public static MissingDowns allowingMissingDown(long... versions) {
        return new MissingDowns(Arrays.stream(versions).boxed().collect(Collectors.toSet()));
    }

    /**
     * The schema of a database as it is now, for assertions of your own: what {@link #assertReversible} compares, one text for
     * each object, such as {@code column public.users.email text not null}, in a fixed order.
     *
     * @throws dev.tandem.migration.InvalidConfigurationException for a name that the manager does not know
     */
    public static List<String> schema(MigrationManager manager, String database) {
        return Schema.of(manager, database).lines();
    }
}
