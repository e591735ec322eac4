package dev.tandem.migration.clickhouse;

import com.clickhouse.jdbc.ConnectionImpl;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the statement that another connection waits for, over a connection of its own.
 *
 * @param address of a server that knows of it
 * @param servers where it may run
 * @param requests where it is waited for
 */
record Killing(ClickHouseAddress address, Servers servers, Requests requests) implements Requests.Killer {
    private static final Logger log = LoggerFactory.getLogger(Killing.class);

    @Override
    public void kill(String queryId) {
        try (ConnectionImpl second = Connecting.second(address, Requests.ANSWER)) {
            new RunningStatement(servers, queryId, new Reader(() -> second, new Requests(), false))
                    .end(() -> requests.isRunning(queryId), () -> {});
        } catch (SQLException e) {
            log.warn(
                    "The statement {} could not be cancelled: {}",
                    queryId,
                    ClickHouseErrors.answer(e).message());
        }
    }
}
