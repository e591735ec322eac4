package dev.tandem.migration.clickhouse;

import dev.tandem.migration.sql.TableLocation;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A lease in a KeeperMap table: one row, which all servers of the Keeper see.
 *
 * <ol>
 *   <li>The table {@code <history>_lock} is created where it is not; its path in the Keeper follows from the history's
 *       database and name, so that every server leads to the same row. It is never dropped: another run may just be
 *       looking at it.
 *   <li>The row is seeded by one strict INSERT, which fails where there is a row already.
 *   <li>It is changed only by strict {@code ALTER … UPDATE} that names the owner and the counter seen: the Keeper refuses
 *       it when the row has changed since it was read. Losers may be told success, having found nothing to update; so what
 *       counts is read back.
 * </ol>
 *
 * <p>A plain INSERT would overwrite silently, and a DELETE could remove a successor's row: neither is used.
 */
final class KeeperMapStore implements LeaseStore {
    private static final int KEEPER = 999;
    private static final int BAD_ARGUMENTS = 36;
    private static final String KEY = "'lock'";

    private final ClickHouseDialect dialect;
    private final LockConnection connection;
    private final String table;
    private final String definition;

    /**
     * That of a history.
     *
     * @param onCluster what stands behind the table's name where it is created, for a cluster
     */
    KeeperMapStore(ClickHouseDialect dialect, LockConnection connection, TableLocation history, String onCluster) {
        this.dialect = dialect;
        this.connection = connection;
        this.table = dialect.quote(history.schema()) + "." + dialect.quote(LockTables.keeperMap(history));
        this.definition = "CREATE TABLE IF NOT EXISTS " + table + onCluster
                + " (name String, owner String, counter UInt64, lease_ms UInt64, since DateTime64(3, 'UTC'),"
                + " renewed DateTime64(3, 'UTC')) ENGINE = KeeperMap("
                + dialect.literal("/tandem/" + segment(history.schema()) + "/" + segment(history.table()))
                + ") PRIMARY KEY name COMMENT " + dialect.literal(LockTables.COMMENT);
    }

    /** A part of a Keeper's path, which may not hold everything that a name may. */
    private static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace(".", "%2E")
                .replace("*", "%2A");
    }

    String definition() {
        return definition;
    }

    @Override
    public LockKind kind() {
        return LockKind.KEEPER_MAP;
    }

    /** Whether this server can have such tables; makes it ready if so. */
    boolean isPossible() throws SQLException {
        try {
            prepare();
            return true;
        } catch (SQLException e) {
            if (ClickHouseErrors.code(e) == BAD_ARGUMENTS
                    && ClickHouseErrors.everyMessage(e).contains("keeper_map_path_prefix")) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void prepare() throws SQLException {
        connection.send(definition);
        if (read() == null) {
            try {
                connection.send("INSERT INTO " + table + " VALUES (" + KEY + ", '', 0, 0, now64(3), now64(3))");
            } catch (SQLException e) {
                if (ClickHouseErrors.code(e) != KEEPER || read() == null) {
                    throw e;
                }
            }
        }
    }

    @Override
    public @Nullable Lease read() throws SQLException {
        try {
            return connection
                    .query(
                            "SELECT counter, owner, lease_ms, toUnixTimestamp64Milli(since),"
                                    + " toUnixTimestamp64Milli(now64(3)) - toUnixTimestamp64Milli(renewed) FROM "
                                    + table
                                    + " WHERE name = " + KEY,
                            (row, index) -> lease(row))
                    .stream()
                    .findFirst()
                    .orElse(null);
        } catch (SQLException e) {
            if (ClickHouseErrors.code(e) == ClickHouseErrors.UNKNOWN_TABLE) {
                return null;
            }
            throw e;
        }
    }

    private static Lease lease(ResultSet row) throws SQLException {
        String owner = row.getString(2);
        return owner.isEmpty()
                ? Lease.free(row.getLong(1))
                : new Lease(
                        row.getLong(1),
                        owner,
                        Duration.ofMillis(row.getLong(3)),
                        Instant.ofEpochMilli(row.getLong(4)),
                        Duration.ofMillis(row.getLong(5)));
    }

    @Override
    public Lease replace(Lease seen, String owner, Duration length) throws SQLException {
        try {
            connection.send(update(seen, owner, length));
        } catch (SQLException e) {
            // The Keeper says it when somebody was faster.
            if (ClickHouseErrors.code(e) != KEEPER) {
                throw e;
            }
        }
        Lease now = read();
        if (now == null) {
            throw new SQLException("The row of the lock is gone from " + table);
        }
        return now;
    }

    String update(Lease seen, String owner, Duration length) {
        return "ALTER TABLE " + table + " UPDATE owner = " + dialect.literal(owner) + ", counter = "
                + (seen.counter() + 1) + ", lease_ms = " + length.toMillis()
                + (seen.isOf(owner) ? "" : ", since = now64(3)") + ", renewed = now64(3) WHERE name = " + KEY
                + " AND owner = " + dialect.literal(seen.owner()) + " AND counter = " + seen.counter();
    }
}
