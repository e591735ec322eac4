package dev.tandem.migration.clickhouse;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.sql.DatabaseSettings;
import dev.tandem.migration.sql.TableLocation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the history table is, and how it is created: by itself, or on a cluster one for all of its hosts. */
final class ClickHouseHistory {
    /** With a cluster: an event counts when most replicas have it, and whoever reads sees every event that counts. */
    static final Map<String, String> WRITING = Map.of("insert_quorum", "auto", "insert_quorum_parallel", "0");

    static final Map<String, String> READING = Map.of("select_sequential_consistency", "1");

    private final ClickHouseDialect dialect;
    private final DatabaseSettings settings;
    /** Such a database sends definitions to its replicas by itself, and refuses ON CLUSTER. */
    private boolean inReplicatedDatabase;
    /** The database of the address, known with the place. */
    private @Nullable String database;

    ClickHouseHistory(ClickHouseDialect dialect, DatabaseSettings settings) {
        this.dialect = dialect;
        this.settings = settings;
    }

    /** Finds it, or where it is to be. */
    TableLocation locate(Reader reader) throws SQLException {
        return reader.query(question(), (row, index) -> location(row)).get(0);
    }

    /** Asks where it is, and for its engine if it has our columns: another tool's may have any. */
    private String question() {
        String table = dialect.literal(settings.table());
        return "SELECT currentDatabase(), count(), any(comment), if((SELECT count() FROM system.columns"
                + " WHERE database = currentDatabase() AND table = " + table
                + " AND name IN ('fence', 'fingerprint')) = 2,"
                + " any(engine), ''),"
                + " (SELECT any(engine) FROM system.databases WHERE name = currentDatabase())"
                + " FROM system.tables WHERE database = currentDatabase() AND name = " + table;
    }

    /**
     * Reads the answer.
     *
     * @throws InvalidConfigurationException when the table that is there would lose events
     */
    private TableLocation location(ResultSet row) throws SQLException {
        return location(row.getString(1), row.getLong(2) > 0, row.getString(3), row.getString(4), row.getString(5));
    }

    /** @param engine empty when the table is not ours */
    TableLocation location(
            String database, boolean exists, @Nullable String comment, String engine, String databaseEngine) {
        if (exists && !engine.isEmpty() && !HistoryEngine.keepsEveryEvent(engine)) {
            throw new InvalidConfigurationException(
                    Failure.of(
                            settings.name(),
                            "The history table " + settings.table() + " is there with the engine " + engine
                                    + ", which does not keep every event.",
                            "Copy it into one of the engine MergeTree and rename it, or set tandem.databases."
                                    + settings.name() + ".table to another name."),
                    null);
        }
        inReplicatedDatabase = databaseEngine.equals("Replicated");
        this.database = database;
        return new TableLocation(database, settings.table(), exists, comment);
    }

    /** {@code null} before it is located. */
    @Nullable
    String database() {
        return database;
    }

    /** Whether its database sends definitions to other hosts by itself. */
    boolean isReplicated() {
        return inReplicatedDatabase;
    }

    /**
     * The statement that creates it unless it is there.
     *
     * @param lock how its runs are kept apart
     */
    String create(TableLocation location, LockKind lock) {
        return "CREATE TABLE IF NOT EXISTS " + definition(location, lock);
    }

    /** The statement that creates it, and fails if it is there. */
    String prepare(TableLocation location, LockKind lock) {
        return "CREATE TABLE " + definition(location, lock);
    }

    private String definition(TableLocation location, LockKind lock) {
        return location.qualified(dialect) + onCluster()
                + " (seq UInt64, fence UInt64, run_id String, applied_by String, at DateTime64(3, 'UTC'),"
                + " duration_ms UInt64, version Int64, name String, action String, state String, statement UInt32,"
                + " statements UInt32, fingerprint String, script String, effects String, cursor Nullable(String),"
                + " down_sql Nullable(String), error Nullable(String)) "
                + (settings.cluster() == null
                        ? HistoryEngine.of(settings)
                        : HistoryEngine.onCluster(settings, dialect, location, inReplicatedDatabase))
                + " COMMENT " + dialect.literal(lock.comment());
    }

    /** What our own definitions say behind the object's name. */
    String onCluster() {
        return inReplicatedDatabase ? "" : new Servers(dialect, settings.cluster()).onCluster();
    }
}
