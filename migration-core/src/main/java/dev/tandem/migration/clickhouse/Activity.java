package dev.tandem.migration.clickhouse;

import dev.tandem.migration.LockStatus;
import dev.tandem.migration.sql.TableLocation;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is at work in a database: every statement of a run tells the server, and so the others, whose history it belongs to. */
final class Activity {
    private static final Logger log = LoggerFactory.getLogger(Activity.class);
    private static final String MARK = "tandem ";

    private final Servers servers;
    private final Reader reader;
    private final String end;
    private String mark = "";

    /** @param table the history table's name */
    Activity(Servers servers, Reader reader, String table) {
        this.servers = servers;
        this.reader = reader;
        this.end = "." + table + " ";
    }

    /** What is executed from now on belongs to this history. */
    void markFor(TableLocation location) {
        mark = mark(location);
    }

    /** What the log comments of all statements begin with that belong to a history. */
    static String mark(TableLocation location) {
        return MARK + location.schema() + "." + location.table() + " ";
    }

    /** The log comment of a statement. */
    String comment(String queryId) {
        return mark + queryId;
    }

    /** Whether a statement of this history's runs is being executed; {@code true} where that cannot be asked. */
    boolean isAtWork() {
        try {
            return !reader.ask("SELECT count() FROM " + servers.table("processes")
                            + " WHERE startsWith(Settings['log_comment'], "
                            + servers.dialect().literal(mark) + ")")
                    .equals(List.of("0"));
        } catch (SQLException e) {
            log.debug("What is at work could not be asked", e);
            return true;
        }
    }

    /** The run whose statement is being executed now in this database. */
    LockStatus lock() throws SQLException {
        ClickHouseDialect dialect = servers.dialect();
        return reader
                .query(
                        "SELECT query_id, toUnixTimestamp64Milli(now64(3)) - toInt64(elapsed * 1000) FROM "
                                + servers.table("processes")
                                + " WHERE startsWith(Settings['log_comment'], concat(" + dialect.literal(MARK)
                                + ", currentDatabase(), " + dialect.literal(end) + ")) LIMIT 1",
                        (row, index) -> new LockStatus(
                                LockKind.NONE.word(), row.getString(1), Instant.ofEpochMilli(row.getLong(2))))
                .stream()
                .findFirst()
                .orElse(new LockStatus(LockKind.NONE.word(), null, null));
    }
}
