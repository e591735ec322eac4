package dev.tandem.migration.source;

import dev.tandem.migration.script.ScriptSource;

/**
 * A file of a folder that somebody meant as a migration or a hook.
 *
 * @param name its name in the folder
 * @param source its text
 */
record FoundFile(String name, ScriptSource source) {

    String location() {
        return source.location();
    }
}
