package dev.tandem.migration.clickhouse;

import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.jdbc.StatementImpl;
import dev.tandem.migration.sql.CodeChannel.Code;
import dev.tandem.migration.sql.StatementTag;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
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
            return code.with(proxy(Connection.class, this::onConnection));
        } finally {
            requests.end();
        }
    }

    private @Nullable Object onConnection(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (ENDING.contains(method.getName())) {
            return null;
        }
        if (method.getName().equals("unwrap")) {
            throw new SQLException(
                    "Statements are sent through the connection that the code is given: it cannot be" + " unwrapped.");
        }
        Object result = invoke(connection, method, arguments);
        return result instanceof Statement statement ? marked(statement, method.getReturnType()) : result;
    }

    private Object marked(Statement statement, Class<?> type) {
        Class<?> seen = PreparedStatement.class.isAssignableFrom(type) && type != CallableStatement.class
                ? PreparedStatement.class
                : Statement.class;
        return proxy(seen, (proxy, method, arguments) -> {
            if (method.getName().startsWith("execute")) {
                begin(statement);
            }
            return invoke(statement, method, arguments);
        });
    }

    private void begin(Statement statement) throws SQLException {
        permit.check();
        String queryId = tag.queryId() + "-" + ++sent;
        QuerySettings settings = statement.unwrap(StatementImpl.class).getLocalSettings();
        Sender.toTheEnd(settings)
                .setOption(Sender.ANSWER_LIMIT, 0)
                .setQueryId(queryId)
                .logComment(activity.comment(queryId));
        requests.begin(queryId);
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(CodeConnection.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static @Nullable Object invoke(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
