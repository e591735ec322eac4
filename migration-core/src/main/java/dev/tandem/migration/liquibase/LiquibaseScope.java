package dev.tandem.migration.liquibase;

import dev.tandem.migration.MigrationException;
import java.util.HashMap;
import java.util.Map;
import liquibase.Scope;
import liquibase.database.Database;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ResourceAccessor;
import liquibase.ui.LoggerUIService;
import org.jspecify.annotations.Nullable;

/** What Liquibase finds around it while it works for us: our log, no console, the files of the changelog. */
final class LiquibaseScope {
    private final Map<String, Object> values = new HashMap<>();
    private final String deployment = deploymentId();

    /** What is done with Liquibase. */
    interface Work<T extends @Nullable Object> {
        T done() throws Exception;
    }

    /** @param database what changes are asked about: some are of databases of one kind only, which goes into their checksums */
    LiquibaseScope(ResourceAccessor files, ClassLoader classLoader, Database database) {
        about(database);
        values.put(Scope.Attr.logService.name(), new Slf4jLogs());
        values.put(Scope.Attr.ui.name(), new LoggerUIService());
        values.put(Scope.Attr.resourceAccessor.name(), files);
        values.put(Scope.Attr.classLoader.name(), classLoader);
        values.put(Scope.Attr.deploymentId.name(), deployment);
    }

    /** Made as Liquibase makes that of its own processes, which run once: its column takes ten characters. */
    private static String deploymentId() {
        String millis = Long.toString(System.currentTimeMillis());
        return millis.substring(millis.length() - 10);
    }

    /** What Liquibase calls a run: it is recorded with each change set. */
    String deployment() {
        return deployment;
    }

    /** From now on changes are asked about this database. */
    void about(Database database) {
        values.put(Scope.Attr.database.name(), database);
    }

    /**
     * Does something.
     *
     * @throws LiquibaseException with whatever else it throws, but for exceptions of ours
     */
    <T extends @Nullable Object> T call(Work<T> work) throws LiquibaseException {
        try {
            return Scope.child(values, work::done);
        } catch (LiquibaseException | MigrationException e) {
            throw e;
        } catch (Exception e) {
            // Liquibase throws unchecked, too, what a server or a change set is at fault for.
            throw new LiquibaseException(e);
        }
    }
}
