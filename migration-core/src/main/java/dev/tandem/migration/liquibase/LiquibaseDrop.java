package dev.tandem.migration.liquibase;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import liquibase.Scope;
import liquibase.database.Database;
import liquibase.exception.LiquibaseException;
import liquibase.executor.Executor;
import liquibase.executor.ExecutorService;
import liquibase.executor.LoggingExecutor;

/** What emptying a database would execute, as Liquibase would. */
record LiquibaseDrop(Database database) {
    private static final String JDBC = "jdbc";

    List<String> statements() throws LiquibaseException, IOException {
        ExecutorService executors = Scope.getCurrentScope().getSingleton(ExecutorService.class);
        Executor own = executors.getExecutor(JDBC, database);
        try (StringWriter text = new StringWriter()) {
            executors.setExecutor(JDBC, database, new LoggingExecutor(own, text, database));
            database.dropDatabaseObjects(database.getDefaultSchema());
            return Stream.of(text.toString().split(";\\s*(\\R|$)", -1))
                    .map(statement -> statement.replaceAll("(?m)^--.*\\R?", "").strip())
                    .filter(statement -> !statement.isEmpty())
                    .toList();
        } finally {
            executors.setExecutor(JDBC, database, own);
        }
    }
}
