-- The materialized view that feeds daily_usage from spans.
--
-- Why apart from its table: the view can be replaced without losing what was counted. It sees every insert and none of
-- the merges, so it may only count what is written once. Spans are: they are sent when they end. Traces are written
-- twice, and a sum over them would count twice; the number of traces is a uniq() over the spans for that reason.

CREATE MATERIALIZED VIEW IF NOT EXISTS daily_usage_feed TO daily_usage AS
SELECT
    project_id,
    toDate(start_time, 'UTC') AS day,
    model,
    count() AS span_count,
    countIf(status = 'error') AS error_count,
    sum(spans.input_tokens) AS input_tokens,
    sum(spans.output_tokens) AS output_tokens,
    sum(spans.cost) AS cost,
    uniqState(trace_id) AS traces,
    quantilesTDigestState(0.5, 0.95)(spans.duration_ms) AS duration_ms
FROM spans
WHERE is_deleted = 0
GROUP BY
    project_id,
    day,
    model;
