package dev.tandem.migration.sql;

import java.lang.reflect.Method;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an engine of somebody else's executes on a connection, one after the other, such that another thread can end it. */
public final class CancellableStatements {
    private static final Logger log = LoggerFactory.getLogger(CancellableStatements.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final BooleanSupplier over;
    private volatile @Nullable Statement running;

    /** @param over whether nothing is to be sent any more */
    public CancellableStatements(BooleanSupplier over) {
        this.over = over;
    }

    /**
     * What a method of the connection has answered, as the engine is to see it.
     *
     * @param result what the connection behind has answered
     */
    public @Nullable Object track(Method method, @Nullable Object result) {
        return result instanceof Statement statement && method.getName().matches("createStatement|prepareStatement")
                ? tracked(statement, result instanceof PreparedStatement ? PreparedStatement.class : Statement.class)
                : result;
    }

    private Object tracked(Statement statement, Class<?> type) {
        return JdbcProxy.of(type, (proxy, method, arguments) -> {
            if (!method.getName().startsWith("execute")) {
                return JdbcProxy.pass(statement, method, arguments);
            }
            running = statement;
            try {
                if (over.getAsBoolean()) {
                    throw new SQLException("Ended before it was sent.");
                }
                return JdbcProxy.pass(statement, method, arguments);
            } finally {
                running = null;
            }
        });
    }

    /**
     * Cancels what is executed, for two seconds at most.
     *
     * @return whether it is executed all the same, so that the connection has to be cut
     */
    public boolean cancel() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (isRunning() && System.nanoTime() < end) {
            Statement victim = running;
            try {
                if (victim != null) {
                    victim.cancel();
                }
            } catch (SQLException e) {
                log.debug("A statement could not be cancelled", e);
            }
            LockSupport.parkNanos(PATIENCE.toNanos() / 20);
        }
        return isRunning();
    }

    private boolean isRunning() {
        return running != null && over.getAsBoolean();
    }
}
