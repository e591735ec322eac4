package dev.tandem.migration.source;

import dev.tandem.migration.script.ScriptFile;
import dev.tandem.migration.script.ScriptSource;

/** Makes the scripts of a file. The dialect brings it, since it decides how text is split and what may be in a transaction. */
@FunctionalInterface
public interface ScriptFactory {

    /**
     * Looks at a file, without reading it: this is called for every file of the configured paths, and most of them were
     * applied long ago.
     */
    ScriptFile file(ScriptSource source);
}
