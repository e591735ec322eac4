package dev.tandem.migration.source;

import dev.tandem.migration.script.ScriptSource;

/** One direction of a migration, as it was found. */
record MigrationFile(FileName name, ScriptSource source) {

    long version() {
        return name.version();
    }

    String location() {
        return source.location();
    }
}
