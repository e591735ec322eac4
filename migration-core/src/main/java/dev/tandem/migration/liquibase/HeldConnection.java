package dev.tandem.migration.liquibase;

import dev.tandem.migration.Deadline;
import dev.tandem.migration.sql.CancellableStatements;
import dev.tandem.migration.sql.JdbcProxy;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection of one run, as Liquibase sees it. What it executes can be cancelled; and what Liquibase would commit by itself can be
 * held back, so that a change set and the row that says it was run are one transaction.
 */
final class HeldConnection implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HeldConnection.class);

    private final Connection connection;
    private final Deadline deadline;
    private final CancellableStatements statements = new CancellableStatements(this::isOver);
    private volatile boolean leaving;
    private boolean holding;

    HeldConnection(Connection connection, Deadline deadline) {
        this.connection = connection;
        this.deadline = deadline;
    }

    /** It, for Liquibase. */
    Connection seen() {
        return JdbcProxy.of(Connection.class, this::onConnection);
    }

    /** It, for us. */
    Connection own() {
        return connection;
    }

    /** From now on a commit is put off. */
    void hold() {
        holding = true;
        leaving = false;
    }

    /**
     * If the deadline has ended, what is executed from now on takes back, records or lets go, and is sent all the same. When no answer
     * comes, the connection is cut.
     */
    void resume() {
        if (deadline.hasEnded()) {
            deadline.awaitTold();
            leaving = true;
        }
    }

    /** The same, also if the deadline is to end yet. */
    void leave() {
        resume();
        leaving = true;
    }

    /** Commits what was put off. */
    void commit() throws SQLException {
        holding = false;
        deadlineCheck();
        if (!connection.getAutoCommit()) {
            connection.commit();
        }
    }

    /** Takes back what was put off; where a server commits by itself, that is nothing. */
    void rollback() throws SQLException {
        holding = false;
        if (!connection.isClosed() && !connection.getAutoCommit()) {
            connection.rollback();
        }
    }

    private void deadlineCheck() throws SQLException {
        if (isOver()) {
            throw new SQLException("Ended before it was committed.");
        }
    }

    private boolean isOver() {
        return deadline.hasEnded() && !leaving;
    }

    /** Ends what is executed; called on another thread. */
    void cancel() {
        if (statements.cancel()) {
            cut();
        }
    }

    /** Waits for no answer any more. */
    void cut() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            log.debug("A connection could not be cut", e);
        }
    }

    private @Nullable Object onConnection(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (method.getName().equals("close") || (method.getName().equals("commit") && holding)) {
            return null;
        }
        return statements.track(method, JdbcProxy.pass(connection, method, arguments));
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            log.debug("A connection could not be closed", e);
        }
    }
}
