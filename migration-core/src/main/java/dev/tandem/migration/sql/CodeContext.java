package dev.tandem.migration.sql;

import dev.tandem.migration.Deadline;
import dev.tandem.migration.JavaContext;
import java.sql.Connection;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** What the code of a Java migration works with. */
record CodeContext(Connection connection, Deadline deadline, Consumer<String> watcher) implements JavaContext {

    @Override
    public JdbcClient jdbc() {
        return JdbcClient.create(new SingleConnectionDataSource(connection, true));
    }

    @Override
    public void progress(String details) {
        watcher.accept(details);
    }
}
