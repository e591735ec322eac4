package dev.tandem.migration.sql;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.Script;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** How a person talks to a database's server. */
record Prompt(DatabaseSettings settings, PromptDialect dialect) {

    /**
     * That of a database.
     *
     * @throws InvalidConfigurationException when there is none for its kind
     */
    static Prompt of(ConfiguredDatabase database) {
        if (database.dialect() instanceof PromptDialect dialect) {
            return new Prompt(database.settings(), dialect);
        }
        throw new InvalidConfigurationException(
                Failure.of(database.name(), "There is no prompt for this kind of database.", "Use its own client."),
                null);
    }

    Connection open() throws SQLException {
        return dialect.open(settings);
    }

    List<String> split(String text) {
        List<String> split = new ArrayList<>();
        try (Script.Statements statements =
                dialect.text(RecordedDown.source("the prompt", text)).up().open()) {
            statements.forEachRemaining(statement -> split.add(statement.executable()));
        }
        return split;
    }
}
