package dev.tandem.migration.clickhouse;

import dev.tandem.migration.sql.TableLocation;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A lease in the names of tables, on one server without a Keeper: there creating a table is the one thing that exactly one
 * of many clients succeeds with.
 *
 * <ol>
 *   <li>Rungs are tables {@code <history>_lock_<n>} of the engine Null; the comment of the highest says who holds the lock,
 *       or that it is free. Its number is the lease's counter.
 *   <li>Whoever changes the lease creates rung n + 1, n being the highest that he has read, never IF NOT EXISTS: of all who
 *       try the same rung one succeeds.
 *   <li>Then he reads again. It is his only if the highest rung is his: who was late by more than a rung may have created
 *       one that had been dropped, below the highest. Such a rung he drops.
 *   <li>Whoever has created the highest rung drops those below it. Nobody drops the highest, so numbers only rise, and what is dropped late
 *       can never become the highest.
 *   <li>All requests have to reach one server: its UUID is compared at every look, and where several hosts are configured
 *       the ladder is refused.
 * </ol>
 */
final class LadderStore implements LeaseStore {
    private static final int TABLE_ALREADY_EXISTS = 57;
    private static final String FREE = LockTables.COMMENT + " free";

    private final ClickHouseDialect dialect;
    private final LockConnection connection;
    private final TableLocation history;
    private List<Rung> rungs = List.of();
    private String server = "";
    /** The server's clock when it was read last, and ours then. */
    private long serverMillis;

    private long readAt;

    LadderStore(ClickHouseDialect dialect, LockConnection connection, TableLocation history) {
        this.dialect = dialect;
        this.connection = connection;
        this.history = history;
    }

    /** A table that is there. */
    private record Rung(long number, String comment) {}

    @Override
    public LockKind kind() {
        return LockKind.LADDER;
    }

    @Override
    public void prepare() {}

    @Override
    public Lease read() throws SQLException {
        List<Rung> found = new ArrayList<>();
        String prefix = LockTables.rungs(history);
        // One row more than there are rungs, so that server and clock are told without any.
        connection.query(
                "SELECT name, comment, toUnixTimestamp64Milli(now64(3)), toString(serverUUID()) FROM system.tables"
                        + " WHERE database = " + dialect.literal(history.schema()) + " AND startsWith(name, "
                        + dialect.literal(prefix) + ") UNION ALL SELECT '', '', toUnixTimestamp64Milli(now64(3)),"
                        + " toString(serverUUID())",
                (row, index) -> {
                    requireSameServer(row.getString(4));
                    serverMillis = row.getLong(3);
                    String number =
                            row.getString(1).isEmpty() ? "" : row.getString(1).substring(prefix.length());
                    if (number.matches("[1-9][0-9]{0,17}")) {
                        found.add(new Rung(Long.parseLong(number), row.getString(2)));
                    }
                    return found;
                });
        readAt = System.nanoTime();
        found.sort(Comparator.comparingLong(Rung::number));
        rungs = found;
        return found.isEmpty() ? Lease.free(0) : lease(found.get(found.size() - 1));
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
        long next = seen.counter() + 1;
        boolean created = true;
        try {
            connection.send("CREATE TABLE " + name(next) + " (x UInt8) ENGINE = Null COMMENT "
                    + dialect.literal(comment(seen, owner, length)));
        } catch (SQLException e) {
            if (ClickHouseErrors.code(e) != TABLE_ALREADY_EXISTS) {
                throw e;
            }
            created = false;
        }
        Lease now = read();
        if (created && now.counter() > next) {
            connection.send("DROP TABLE IF EXISTS " + name(next) + " SYNC");
        } else if (created) {
            dropBelow(next);
        }
        return now;
    }

    private void dropBelow(long highest) throws SQLException {
        for (Rung rung : rungs) {
            if (rung.number() < highest) {
                connection.send("DROP TABLE IF EXISTS " + name(rung.number()) + " SYNC");
            }
        }
    }

    private String name(long number) {
        return dialect.quote(history.schema()) + "." + dialect.quote(LockTables.rungs(history) + number);
    }

    private String comment(Lease seen, String owner, Duration length) {
        if (owner.isEmpty()) {
            return FREE;
        }
        long now = serverMillis + (System.nanoTime() - readAt) / 1_000_000;
        Instant since = seen.isOf(owner) ? seen.since() : null;
        return LockTables.COMMENT + " " + length.toMillis() + " " + (since == null ? now : since.toEpochMilli()) + " "
                + now + " " + owner;
    }

    /** One whose comment cannot be read is somebody's, for whom the observer's own lease counts. */
    private Lease lease(Rung rung) {
        if (rung.comment().equals(FREE)) {
            return Lease.free(rung.number());
        }
        String[] parts = rung.comment().split(" ", 6);
        if (parts.length < 6 || !(parts[2] + parts[3] + parts[4]).matches("[0-9]{3,54}")) {
            return new Lease(rung.number(), "an unknown run", Duration.ZERO, null, Duration.ZERO);
        }
        return new Lease(
                rung.number(),
                parts[5],
                millis(parts[2]),
                Instant.ofEpochMilli(millis(parts[3]).toMillis()),
                Duration.ofMillis(serverMillis).minus(millis(parts[4])));
    }

    private static Duration millis(String digits) {
        return Duration.ofMillis(Long.parseLong(digits.length() > 18 ? digits.substring(0, 18) : digits));
    }
}
