package dev.tandem.migration.liquibase;

import java.io.StringWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ResourceAccessor;
import liquibase.ui.LoggerUIService;

/**
 * Liquibase as an application uses it that knows nothing of us.
 *
 * @param files finds the changelog
 * @param changelog its name
 */
record PlainLiquibase(
        ResourceAccessor files, String changelog, String contexts, String labels, Map<String, String> parameters) {

    /** What is done with it. */
    interface Work<T> {
        T with(Liquibase liquibase, Contexts contexts, LabelExpression labels) throws Exception;
    }

    void update(String url) {
        call(url, (liquibase, some, labelled) -> {
            liquibase.update(some, labelled);
            return true;
        });
    }

    /** What {@code updateSQL} writes. */
    @SuppressWarnings("deprecation") // The command that is to be used instead connects by itself.
    String updateSql(String url) {
        return call(url, (liquibase, some, labelled) -> {
            StringWriter out = new StringWriter();
            liquibase.update(some, labelled, out);
            return out.toString();
        });
    }

    /** What it would run, as {@code author::id}. */
    List<String> due(String url) {
        return call(
                url,
                (liquibase, some, labelled) -> liquibase.listUnrunChangeSets(some, labelled).stream()
                        .map(changeSet -> changeSet.getAuthor() + "::" + changeSet.getId())
                        .toList());
    }

    <T> T call(String url, Work<T> work) {
        try (Connection connection = DriverManager.getConnection(url)) {
            Database database =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
            Liquibase liquibase = new Liquibase(changelog, files, database);
            parameters.forEach(liquibase::setChangeLogParameter);
            return Scope.child(
                    Map.of(Scope.Attr.ui.name(), new LoggerUIService()),
                    () -> work.with(liquibase, new Contexts(contexts), new LabelExpression(labels)));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
