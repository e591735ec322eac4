package dev.tandem.migration.postgres;

import dev.tandem.migration.sql.CodeChannel.Code;
import dev.tandem.migration.sql.JdbcProxy;
import dev.tandem.migration.sql.TransactionEndedException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The run's connection as the code of a Java migration sees it: it cannot be closed, and in a transaction of ours it neither
 * commits nor takes back.
 */
record CodeConnection(Connection connection, boolean inTransaction) implements InvocationHandler {
    private static final Set<String> OF_TRANSACTIONS = Set.of("commit", "setAutoCommit");
    private static final Set<String> ENDING = Set.of("close", "abort", "setNetworkTimeout");
    private static final String SAVEPOINT = "tandem_code";
    private static final String NO_SUCH_SAVEPOINT = "3B001";
    private static final String NO_TRANSACTION = "25P01";

    /** Calls code in the transaction that is open, or outside of one. */
    static @Nullable String call(Connection connection, Code code) throws Exception {
        if (!connection.getAutoCommit()) {
            return inTransaction(connection, code);
        }
        try {
            return code.with(new CodeConnection(connection, false).proxy());
        } finally {
            // What it has begun by itself and not committed was not meant to stay.
            if (!connection.isClosed() && !connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    /** A savepoint is there for as long as its transaction: so a COMMIT sent as text is noticed. */
    private static @Nullable String inTransaction(Connection connection, Code code) throws Exception {
        execute(connection, "SAVEPOINT " + SAVEPOINT);
        @Nullable String result;
        try {
            result = code.with(new CodeConnection(connection, true).proxy());
        } catch (Exception | Error e) {
            requireSavepoint(connection, "ROLLBACK TO SAVEPOINT ", e);
            throw e;
        }
        requireSavepoint(connection, "RELEASE SAVEPOINT ", null);
        return result;
    }

    private static void requireSavepoint(Connection connection, String statement, @Nullable Throwable thrown)
            throws SQLException {
        try {
            execute(connection, statement + SAVEPOINT);
        } catch (SQLException e) {
            String state = e.getSQLState();
            if (NO_SUCH_SAVEPOINT.equals(state) || NO_TRANSACTION.equals(state)) {
                throw new TransactionEndedException(thrown == null ? e : thrown);
            }
            if (thrown == null) {
                throw e;
            }
            thrown.addSuppressed(e);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection proxy() {
        return JdbcProxy.of(Connection.class, this);
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        String name = method.getName();
        if (ENDING.contains(name)) {
            return null;
        }
        boolean whole = name.equals("rollback") && !hasSavepoint(arguments);
        if (inTransaction && (whole || OF_TRANSACTIONS.contains(name))) {
            throw new SQLException("The code runs in the transaction of its migration, which ends when it returns: "
                    + name + " is refused. Use JavaCode.outsideTransaction for code with transactions of its own.");
        }
        return JdbcProxy.pass(connection, method, arguments);
    }

    private static boolean hasSavepoint(@Nullable Object @Nullable [] arguments) {
        return arguments != null && arguments.length == 1 && arguments[0] instanceof Savepoint;
    }
}
