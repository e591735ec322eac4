package dev.tandem.migration.postgres;

import dev.tandem.migration.StatementInput;
import dev.tandem.migration.sql.TransactionalChannel.BatchException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Sends what a transaction consists of, and watches meanwhile who keeps it from a lock. */
final class Sending implements AutoCloseable {
    private final PostgresConnection connection;
    private final Blockers blockers;

    Sending(PostgresConnection connection, ServerProcess process, Duration lockTimeout) {
        this.connection = connection;
        this.blockers = new Blockers(lockTimeout, process::blockers);
    }

    /** As {@link PostgresChannel#send}. */
    void send(List<String> statements) throws BatchException {
        int index = -1;
        try (Statement statement = connection.statement()) {
            PostgresBatch batch = new PostgresBatch(statement);
            connection.begin();
            for (String sql : statements) {
                batch.add(++index, sql);
            }
            index = -1;
            execute(statement, batch);
        } catch (SQLException e) {
            throw new BatchException(index, e);
        }
    }

    private void execute(Statement statement, PostgresBatch batch) throws BatchException, SQLException {
        try {
            connection.execute(raw -> {
                try (Blockers.Watch watch = blockers.watch()) {
                    return statement.executeBatch();
                }
            });
        } catch (BatchUpdateException e) {
            SQLException problem = e.getNextException() != null ? e.getNextException() : e;
            throw new BatchException(batch.origin(PostgresErrors.failedEntry(e)), problem);
        }
    }

    /** As {@link PostgresChannel#copy}. */
    void copy(String sql, StatementInput input) throws SQLException {
        connection.begin();
        connection.execute(raw -> {
            try (Blockers.Watch watch = blockers.watch()) {
                Copying.send(raw, sql, input);
                return true;
            }
        });
    }

    /** Calls something that sends, too. */
    <T extends @Nullable Object> T watched(Callable<T> call) throws Exception {
        try (Blockers.Watch watch = blockers.watch()) {
            return call.call();
        }
    }

    /** Who held the locks for which was waited lately, as far as that was seen. */
    @Nullable
    String blockers() {
        return blockers.seen();
    }

    @Override
    public void close() {
        blockers.close();
    }
}
