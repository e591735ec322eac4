package dev.tandem.migration.source;

import dev.tandem.migration.Script;
import dev.tandem.migration.script.ScriptSource;

/** Makes the script of a file. The dialect brings it, since it decides how text is split and what may be in a transaction. */
@FunctionalInterface
public interface ScriptFactory {

    /**
     * Makes a script without reading the source: it is called for every file of the configured paths, and most of them
     * were applied long ago.
     */
    Script script(ScriptSource source);
}
