package dev.tandem.migration.clickhouse;

import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.jdbc.StatementImpl;
import dev.tandem.migration.sql.CodeChannel.Code;
import dev.tandem.migration.sql.JdbcProxy;
import dev.tandem.migration.sql.StatementTag;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The run's connection as the code of a Java migration sees it: it cannot be closed, and each of its statements is marked as
 * the run's, sent only while the lock is held, waited for to its end, and killed when the run is cancelled.
 */
final class CodeConnection {
    private static final Set<String> ENDING = Set.of("close", "abort", "setNetworkTimeout");

    private final Connection connection;
    private final Requests requests;
    private final Sender.Permit permit;
    private final Activity activity;
    private final StatementTag tag;
    private int sent;

    CodeConnection(
            Connection connection, Requests requests, Sender.Permit permit, Activity activity, StatementTag tag) {
        this.connection = connection;
        this.requests = requests;
        this.permit = permit;
        this.activity = activity;
        this.tag = tag;
    }

    /** Calls code with it. */
    @Nullable
    String call(Code code) throws Exception {
        requests.begin(tag.queryId());
        try {
            return code.with(JdbcProxy.of(Connection.class, this::onConnection));
        } finally {
            requests.end();
        }
    }

    private @Nullable Object onConnection(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (ENDING.contains(method.getName())) {
            return null;
        }
        refuseUnwrapping(method);
        Object result = JdbcProxy.pass(connection, method, arguments);
        return result instanceof Statement statement ? marked(statement, (Connection) proxy) : result;
    }

    private Object marked(Statement statement, Connection seen) {
        Class<?> type = statement instanceof PreparedStatement ? PreparedStatement.class : Statement.class;
        return JdbcProxy.of(type, (proxy, method, arguments) -> {
            refuseUnwrapping(method);
            if (method.getName().equals("getConnection")) {
                return seen;
            }
            if (method.getName().startsWith("execute")) {
                begin(statement);
            }
            return JdbcProxy.pass(statement, method, arguments);
        });
    }

    /** What is behind sends without a mark, and whoever holds the lock or not. */
    private static void refuseUnwrapping(Method method) throws SQLException {
        if (method.getName().equals("unwrap")) {
            throw new SQLException(
                    "Statements are sent through the connection that the code is given: it cannot be unwrapped.");
        }
    }

    private void begin(Statement statement) throws SQLException {
        permit.check();
        String queryId = tag.queryId() + "-" + ++sent;
        QuerySettings settings = statement.unwrap(StatementImpl.class).getLocalSettings();
        Sender.toTheEnd(settings)
                .setOption(Sender.answerLimit(), 0)
                .setQueryId(queryId)
                .logComment(activity.comment(queryId));
        requests.begin(queryId);
    }
}
