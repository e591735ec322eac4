package dev.tandem.sample.trace;

import dev.tandem.sample.clickhouse.ClickHouse;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The traces in ClickHouse. Times travel as milliseconds since the epoch, so that neither the server's time zone nor the
 * driver's has a say in them; reads use {@code FINAL}, because a trace may still be there in several versions.
 */
@Repository
class Traces {

    private static final String SELECT = """
            SELECT id, project_id, name, user_id, session_id, toUnixTimestamp64Milli(start_time) AS start_ms,
                   duration_ms, input, output, tags
              FROM traces FINAL
            """;

    private final JdbcClient clickHouse;

    Traces(@ClickHouse JdbcClient clickHouse) {
        this.clickHouse = clickHouse;
    }

    void add(Trace trace) {
        clickHouse
                .sql("""
                INSERT INTO traces
                    (id, project_id, name, user_id, session_id, start_time, duration_ms, input, output, tags)
                VALUES (:id, :project, :name, :user, :session, fromUnixTimestamp64Milli(:start), :duration, :input,
                    :output, :tags)
                """)
                .param("id", trace.id())
                .param("project", trace.projectId())
                .param("name", trace.name())
                .param("user", trace.userId())
                .param("session", trace.sessionId())
                .param("start", trace.startTime().toEpochMilli())
                .param("duration", trace.durationMs())
                .param("input", trace.input())
                .param("output", trace.output())
                .param("tags", trace.tags().toArray(String[]::new))
                .update();
    }

    List<Trace> newest(UUID project, int limit) {
        return clickHouse
                .sql(SELECT + " WHERE project_id = :project ORDER BY start_time DESC, id LIMIT :limit")
                .param("project", project.toString())
                .param("limit", limit)
                .query(Traces::read)
                .list();
    }

    Optional<Trace> find(String id) {
        return clickHouse
                .sql(SELECT + " WHERE id = :id LIMIT 1")
                .param("id", id)
                .query(Traces::read)
                .optional();
    }

    private static Trace read(ResultSet row, int number) throws SQLException {
        return new Trace(
                row.getString("id"),
                row.getString("project_id"),
                row.getString("name"),
                row.getString("user_id"),
                row.getString("session_id"),
                Instant.ofEpochMilli(row.getLong("start_ms")),
                row.getLong("duration_ms"),
                row.getString("input"),
                row.getString("output"),
                Stream.of((Object[]) row.getArray("tags").getArray())
                        .map(String::valueOf)
                        .toList());
    }
}
