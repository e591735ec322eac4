package dev.tandem.migration.sql;

import dev.tandem.migration.script.ScriptFile;
import dev.tandem.migration.script.ScriptSource;
import java.sql.Connection;
import java.sql.SQLException;

/** A dialect in which a person can talk to a server. */
public interface PromptDialect {

    /** Opens a connection as the driver makes it, for whatever a person sends. */
    Connection open(DatabaseSettings settings) throws SQLException;

    /** A text in its SQL, as it stands: whether transactions are whole in it is nobody's concern. */
    ScriptFile text(ScriptSource source);
}
