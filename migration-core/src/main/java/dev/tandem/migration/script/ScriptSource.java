package dev.tandem.migration.script;

import java.io.IOException;
import java.io.InputStream;

/** Where the text of a script comes from. It can be read more than once. */
public interface ScriptSource {

    /** As an error shows it: an absolute path, a resource's address, or the history's table. */
    String location();

    /** The bytes, UTF-8 text; the caller closes the stream. */
    InputStream open() throws IOException;
}
