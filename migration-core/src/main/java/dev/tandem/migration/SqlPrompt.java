package dev.tandem.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** A database to which a person can talk in SQL, beside all migrations. */
public interface SqlPrompt {

    /** Opens a connection; whoever asks closes it. */
    Connection open() throws SQLException;

    /**
     * The statements of a text, without the semicolons that end them.
     *
     * @throws InvalidMigrationException when a quote or a comment in it is not closed: there is more to come
     */
    List<String> split(String text);
}
