package dev.tandem.migration.clickhouse;

import dev.tandem.migration.sql.TableLocation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A lease in the columns of a table, on one server without a Keeper: there changing the columns of one table is what the server
 * does for one client after the other, wholly or not at all.
 *
 * <ol>
 *   <li>The table {@code <history>_ladder} is created where it is not, of the engine Null, and never dropped.
 *   <li>Besides one column that stays it has one rung, a column {@code r<n>}: n is the lease's counter, and the column's comment
 *       says who holds the lock, or that it is free.
 *   <li>Whoever changes the lease has seen the rung n, and climbs: {@code ALTER TABLE … ADD COLUMN r<n+1> COMMENT '<owner>', DROP
 *       COLUMN r<n>}, never IF EXISTS. The server refuses it as a whole unless n is there and n + 1 is not. So of all who have seen the
 *       same rung one succeeds, and a request that comes late, whenever it comes, changes nothing.
 *   <li>Whose the rung is that is there now is read back.
 *   <li>All requests have to reach one server: its UUID is compared at every look, and where several hosts are configured
 *       the ladder is refused.
 * </ol>
 */
final class LadderStore implements LeaseStore {
    private static final String FREE = "free";
    /** The rung that was seen is not there, or the next one is. */
    private static final Set<Integer> CLIMBED_BY_ANOTHER = Set.of(10, 15, 16);

    private final ClickHouseDialect dialect;
    private final LockConnection connection;
    private final TableLocation history;
    private final String table;
    private String server = "";
    /** The server's clock when it was read last, and ours then. */
    private long serverMillis;

    private long readAt;

    LadderStore(ClickHouseDialect dialect, LockConnection connection, TableLocation history) {
        this.dialect = dialect;
        this.connection = connection;
        this.history = history;
        this.table = dialect.quote(history.schema()) + "." + dialect.quote(LockTables.ladder(history));
    }

    @Override
    public LockKind kind() {
        return LockKind.LADDER;
    }

    @Override
    public void prepare() throws SQLException {
        connection.send("CREATE TABLE IF NOT EXISTS " + table + " (x UInt8, r0 UInt8 COMMENT '" + FREE
                + "') ENGINE = Null COMMENT '" + LockTables.COMMENT + "'");
    }

    @Override
    public @Nullable Lease read() throws SQLException {
        return connection
                .query(
                        "SELECT name, comment, toUnixTimestamp64Milli(now64(3)), toString(serverUUID())"
                                + " FROM system.columns WHERE database = " + dialect.literal(history.schema())
                                + " AND table = " + dialect.literal(LockTables.ladder(history))
                                + " AND match(name, '^r[0-9]+$')",
                        (row, index) -> lease(row))
                .stream()
                .findFirst()
                .orElse(null);
    }

    private void requireSameServer(String uuid) throws SQLException {
        if (!server.isEmpty() && !server.equals(uuid)) {
            throw new SQLException("The requests of this run reach different servers (" + server + " and " + uuid
                    + "), which share no lock. Use the address of one of them, or a Keeper");
        }
        server = uuid;
    }

    @Override
    public Lease replace(Lease seen, String owner, Duration length) throws SQLException {
        try {
            connection.send("ALTER TABLE " + table + " ADD COLUMN r" + (seen.counter() + 1) + " UInt8 COMMENT "
                    + dialect.literal(comment(seen, owner, length)) + ", DROP COLUMN r" + seen.counter());
        } catch (SQLException e) {
            if (!CLIMBED_BY_ANOTHER.contains(ClickHouseErrors.code(e))) {
                throw e;
            }
        }
        Lease now = read();
        if (now == null) {
            throw new SQLException("The table of the lock is gone: " + table);
        }
        return now;
    }

    private String comment(Lease seen, String owner, Duration length) {
        if (owner.isEmpty()) {
            return FREE;
        }
        long now = serverMillis + (System.nanoTime() - readAt) / 1_000_000;
        Instant since = seen.isOf(owner) ? seen.since() : null;
        return length.toMillis() + " " + (since == null ? now : since.toEpochMilli()) + " " + now + " " + owner;
    }

    /** One whose comment cannot be read is somebody's, for whom the observer's own lease counts. */
    private Lease lease(ResultSet row) throws SQLException {
        requireSameServer(row.getString(4));
        serverMillis = row.getLong(3);
        readAt = System.nanoTime();
        long counter = Long.parseLong(row.getString(1).substring(1));
        String comment = row.getString(2);
        if (comment.equals(FREE)) {
            return Lease.free(counter);
        }
        if (!comment.matches("(?s)\\d{1,15} \\d{1,15} \\d{1,15} .+")) {
            return new Lease(counter, "an unknown run", Duration.ZERO, null, Duration.ZERO);
        }
        String[] parts = comment.split(" ", 4);
        return new Lease(
                counter,
                parts[3],
                Duration.ofMillis(Long.parseLong(parts[0])),
                Instant.ofEpochMilli(Long.parseLong(parts[1])),
                Duration.ofMillis(serverMillis - Long.parseLong(parts[2])));
    }
}
