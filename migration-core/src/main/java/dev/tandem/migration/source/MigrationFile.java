package dev.tandem.migration.source;

import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.MigrationId;
import dev.tandem.migration.script.ScriptSource;
import java.util.Objects;

/** One direction of a migration, as it was found. */
record MigrationFile(FileName name, ScriptSource source) {

    /** @throws InvalidMigrationException when it is not called as a migration's file is */
    static MigrationFile of(FoundFile file) {
        return new MigrationFile(FileName.parse(file.name(), file.location()), file.source());
    }

    MigrationId id() {
        return name.id();
    }

    /** Its version; only of one that has a version. */
    long version() {
        return Objects.requireNonNull(id().version());
    }

    String location() {
        return source.location();
    }
}
