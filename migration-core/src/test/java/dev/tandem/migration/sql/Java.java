package dev.tandem.migration.sql;

import dev.tandem.migration.JavaCode;
import dev.tandem.migration.JavaMigration;
import org.jspecify.annotations.Nullable;

/** A Java migration as a test writes it. */
record Java(
        String database,
        long version,
        String name,
        JavaCode up,
        @Nullable JavaCode down) implements JavaMigration {

    static Java up(long version, String name, JavaCode code) {
        return new Java("main", version, name, code, null);
    }

    Java withDown(JavaCode code) {
        return new Java(database, version, name, up, code);
    }
}
