package dev.tandem.sample.trace;

import dev.tandem.sample.clickhouse.ClickHouse;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.stereotype.Repository;

/** The spans in ClickHouse. */
@Repository
class Spans {

    private final NamedParameterJdbcTemplate clickHouse;

    Spans(@ClickHouse DataSource dataSource) {
        this.clickHouse = new NamedParameterJdbcTemplate(dataSource);
    }

    /** All spans in one insert: each insert is a part on disk, and the rollup's view runs once for it. */
    void add(List<Span> spans) {
        if (spans.isEmpty()) {
            return;
        }
        clickHouse.batchUpdate("""
                INSERT INTO spans
                    (id, trace_id, parent_span_id, project_id, name, kind, model, status, start_time, duration_ms,
                     input_tokens, output_tokens, cost, input, output)
                VALUES (:id, :trace, :parent, :project, :name, :kind, :model, :status,
                    fromUnixTimestamp64Milli(:start), :duration, :inputTokens, :outputTokens, :cost, :input, :output)
                """, spans.stream().map(Spans::parameters).toArray(SqlParameterSource[]::new));
    }

    List<Span> ofTrace(Trace trace) {
        return clickHouse.query(
                """
                SELECT id, trace_id, parent_span_id, project_id, name, kind, model, status,
                       toUnixTimestamp64Milli(start_time) AS start_ms, duration_ms, input_tokens, output_tokens, cost,
                       input, output
                  FROM spans FINAL
                 WHERE project_id = :project AND trace_id = :trace
                 ORDER BY start_time, id
                """,
                new MapSqlParameterSource("project", trace.projectId()).addValue("trace", trace.id()),
                Spans::read);
    }

    private static SqlParameterSource parameters(Span span) {
        return new MapSqlParameterSource("id", span.id())
                .addValue("trace", span.traceId())
                .addValue("parent", span.parentSpanId())
                .addValue("project", span.projectId())
                .addValue("name", span.name())
                .addValue("kind", span.kind())
                .addValue("model", span.model())
                .addValue("status", span.status())
                .addValue("start", span.startTime().toEpochMilli())
                .addValue("duration", span.durationMs())
                .addValue("inputTokens", span.inputTokens())
                .addValue("outputTokens", span.outputTokens())
                .addValue("cost", span.cost())
                .addValue("input", span.input())
                .addValue("output", span.output());
    }

    private static Span read(ResultSet row, int number) throws SQLException {
        return new Span(
                row.getString("id"),
                row.getString("trace_id"),
                row.getString("parent_span_id"),
                row.getString("project_id"),
                row.getString("name"),
                row.getString("kind"),
                row.getString("model"),
                row.getString("status"),
                Instant.ofEpochMilli(row.getLong("start_ms")),
                row.getLong("duration_ms"),
                row.getLong("input_tokens"),
                row.getLong("output_tokens"),
                row.getBigDecimal("cost"),
                row.getString("input"),
                row.getString("output"));
    }
}
