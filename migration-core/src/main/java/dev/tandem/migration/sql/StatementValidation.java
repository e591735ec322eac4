package dev.tandem.migration.sql;

import dev.tandem.migration.Failure;
import dev.tandem.migration.Finding;
import dev.tandem.migration.Finding.Severity;
import dev.tandem.migration.Hook;
import dev.tandem.migration.Migration;
import dev.tandem.migration.MigrationId;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Has a server read every statement of a database's migrations. */
record StatementValidation(ConfiguredDatabase database, SyntaxCheck server, Consumer<Finding> findings) {

    void check() throws SQLException {
        for (Migration migration : database.migrations()) {
            check(migration.id(), migration.up());
            check(migration.id(), migration.down());
        }
        for (Hook hook : Hook.values()) {
            check(null, database.hook(hook));
        }
    }

    private void check(@Nullable MigrationId migration, @Nullable Script script) throws SQLException {
        if (script == null || !script.isSql()) {
            return;
        }
        try (Script.Statements statements = script.open()) {
            while (statements.hasNext()) {
                SqlStatement statement = statements.next();
                try {
                    server.parse(statement.executable());
                } catch (SQLException e) {
                    if (database.dialect().problem(e) != Dialect.Problem.STATEMENT) {
                        throw e;
                    }
                    findings.accept(new Finding(Severity.ERROR, failure(migration, script, statement, e)));
                }
            }
        }
    }

    private Failure failure(@Nullable MigrationId migration, Script script, SqlStatement statement, SQLException e) {
        return new Failure(
                database.name(),
                migration,
                script.location(),
                statement.number(),
                statement.line(),
                statement.sql(),
                database.placeholders().mask(database.dialect().answer(e).message()),
                "Mend the statement.");
    }
}
