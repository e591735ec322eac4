package dev.tandem.sample.trace;

import dev.tandem.sample.clickhouse.ClickHouse;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What a project used, from the daily rollup and not from the spans. */
@RestController
@RequestMapping("/usage")
class UsageController {

    private final JdbcClient clickHouse;

    UsageController(@ClickHouse JdbcClient clickHouse) {
        this.clickHouse = clickHouse;
    }

    /** The last thirty days, unless the request says otherwise; both ends are included. */
    @GetMapping("/daily")
    List<DailyUsage> daily(
            @RequestParam UUID projectId,
            @RequestParam(required = false) @Nullable LocalDate from,
            @RequestParam(required = false) @Nullable LocalDate to) {
        LocalDate last = Objects.requireNonNullElseGet(to, () -> LocalDate.now(Clock.systemUTC()));
        LocalDate first = Objects.requireNonNullElseGet(from, () -> last.minusDays(30));
        return clickHouse
                .sql("""
                SELECT toString(day) AS on_day, model, uniqMerge(traces) AS traces, sum(span_count) AS spans,
                       sum(error_count) AS errors, sum(input_tokens) AS input_sum, sum(output_tokens) AS output_sum,
                       sum(cost) AS cost_sum, quantilesTDigestMerge(0.5, 0.95)(duration_ms)[1] AS median_ms
                  FROM daily_usage
                 WHERE project_id = :project AND day BETWEEN toDate(:first) AND toDate(:last)
                 GROUP BY day, model
                 ORDER BY day, model
                """)
                .param("project", projectId.toString())
                .param("first", first.toString())
                .param("last", last.toString())
                .query(UsageController::read)
                .list();
    }

    private static DailyUsage read(ResultSet row, int number) throws SQLException {
        return new DailyUsage(
                LocalDate.parse(row.getString("on_day")),
                row.getString("model"),
                row.getLong("traces"),
                row.getLong("spans"),
                row.getLong("errors"),
                row.getLong("input_sum"),
                row.getLong("output_sum"),
                row.getBigDecimal("cost_sum"),
                row.getDouble("median_ms"));
    }
}
