package dev.tandem.migration.sql;

import dev.tandem.migration.Action;
import dev.tandem.migration.Effects;
import dev.tandem.migration.MigrationId;
import dev.tandem.migration.MigrationId.Repeatable;
import dev.tandem.migration.PastRun;
import dev.tandem.migration.sql.HistoryEvent.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The SQL of the append-only history table. Events are never updated, so the table is the audit trail too; each gets
 * the number head + 1 from the holder of the lock.
 */
final class HistoryTable {
    /** In place of the version of a repeatable migration, which is known by its name. */
    static final long REPEATABLE = -1;

    private final Dialect dialect;

    HistoryTable(Dialect dialect) {
        this.dialect = dialect;
    }

    /**
     * Reads everything but the recorded downs, which may be large, and the cursors of batches that others followed, which may be
     * many: while a migration is half-way no other is begun, so the latest one is the only one that counts:
     * that of the latest holder of the lock, while the one with the highest number, of whomever, is the head. And, so that no second question is needed, the table's
     * comment if it says another layout.
     *
     * @param name the table, quoted
     * @param comment the expression of its comment
     */
    String read(String name, String comment) {
        return "SELECT seq, fence, run_id, applied_by, " + dialect.epochMillis("at")
                + " AS at_millis, duration_ms, version, name, action, state, statement, fingerprint, script, effects,"
                + " down_sql IS NOT NULL AS has_down, error, (SELECT max(c) FROM (SELECT " + comment
                + " AS c) t) AS table_comment, cursor FROM " + name
                + " WHERE cursor IS NULL OR seq = (SELECT max(seq) FROM " + name + " WHERE cursor IS NOT NULL)"
                + " OR (fence, seq) IN (SELECT fence, seq FROM " + name
                + " WHERE cursor IS NOT NULL ORDER BY fence DESC, seq DESC LIMIT 1) ORDER BY fence, seq";
    }

    /** The condition on the events of a migration. */
    String of(MigrationId migration) {
        return migration instanceof Repeatable repeatable
                ? "version = " + REPEATABLE + " AND name = " + dialect.literal(repeatable.name())
                : "version = " + migration;
    }

    private static String version(MigrationId migration) {
        return migration.isRepeatable() ? Long.toString(REPEATABLE) : migration.toString();
    }

    /** Reads the down that was recorded when a migration was applied last. */
    String readDown(String name, MigrationId migration) {
        return "SELECT down_sql FROM " + name + " WHERE " + of(migration)
                + " AND state = 'applied' AND down_sql IS NOT NULL ORDER BY fence DESC, seq DESC LIMIT 1";
    }

    /** Reads what the latest runs did, the latest first. */
    String readRuns(String name, int limit) {
        String at = dialect.epochMillis("at");
        return "SELECT run_id, min(applied_by), min(" + at + "), max(" + at + "), " + count("applied") + ", "
                + count("reverted") + ", " + count("failed") + " FROM " + name
                + " GROUP BY run_id ORDER BY max(fence) DESC, max(seq) DESC LIMIT " + limit;
    }

    private static String count(String state) {
        return "sum(CASE WHEN state = '" + state + "' THEN 1 ELSE 0 END)";
    }

    static PastRun mapRun(ResultSet row, int index) throws SQLException {
        return new PastRun(
                row.getString(1),
                row.getString(2),
                Instant.ofEpochMilli(row.getLong(3)),
                Instant.ofEpochMilli(row.getLong(4)),
                row.getInt(5),
                row.getInt(6),
                row.getInt(7));
    }

    /** Reads the number of the latest event and the latest fence. */
    String readHead(String name) {
        return "SELECT coalesce(max(seq), 0), coalesce(max(fence), 0) FROM " + name;
    }

    /**
     * Writes an event.
     *
     * @param durationMs an SQL expression
     */
    String append(String name, Row event, String durationMs) {
        return append(name, List.of(event), durationMs);
    }

    /** Writes several events as one statement. */
    String append(String name, List<Row> events, String durationMs) {
        return "INSERT INTO " + name
                + " (seq, fence, run_id, applied_by, at, duration_ms, version, name, action, state,"
                + " statement, statements, fingerprint, script, effects, cursor, down_sql, error) VALUES "
                + events.stream().map(event -> values(event, durationMs)).collect(Collectors.joining(", "));
    }

    private String values(Row event, String durationMs) {
        return "(" + event.seq() + ", "
                + event.fence() + ", " + dialect.literal(event.runId()) + ", " + dialect.literal(event.appliedBy())
                + ", " + dialect.now() + ", " + durationMs + ", " + version(event.migration()) + ", "
                + dialect.literal(event.name()) + ", " + literal(event.action()) + ", " + literal(event.state()) + ", "
                + event.statement() + ", " + event.statements() + ", " + dialect.literal(event.fingerprint()) + ", "
                + dialect.literal(event.script()) + ", "
                + literal(event.effects()) + ", " + nullable(event.cursor()) + ", " + nullable(event.downSql()) + ", "
                + nullable(event.error()) + ")";
    }

    private String literal(Enum<?> value) {
        return dialect.literal(value.name().toLowerCase(Locale.ROOT));
    }

    private String nullable(@Nullable String text) {
        return text == null ? "NULL" : dialect.literal(text);
    }

    /**
     * An event to be written.
     *
     * @param statement how many statements were completed
     * @param statements of how many
     * @param fingerprint chained up to {@code statement}
     * @param script the whole script's; of an applied one, the digest of its file
     * @param cursor where code in batches goes on
     */
    record Row(
            long seq,
            long fence,
            String runId,
            String appliedBy,
            MigrationId migration,
            String name,
            Action action,
            State state,
            int statement,
            int statements,
            String fingerprint,
            String script,
            Effects effects,
            @Nullable String cursor,
            @Nullable String downSql,
            @Nullable String error) {}
}
