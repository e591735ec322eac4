-- Daily usage: tokens, cost and latency per project, day and model.
--
-- Why a rollup: the usage page and the invoices would otherwise read every span of the month. In an
-- AggregatingMergeTree each column is a key or an aggregate; servers refuse a third sort, since merging would pick any
-- of its values. Read with sum(), uniqMerge() and quantilesTDigestMerge() and a GROUP BY: rows of one key merge at some
-- later time.

CREATE TABLE IF NOT EXISTS daily_usage (
    project_id    String,
    -- In UTC, whatever the server's time zone.
    day           Date,
    model         LowCardinality(String),
    span_count    SimpleAggregateFunction(sum, UInt64),
    error_count   SimpleAggregateFunction(sum, UInt64),
    input_tokens  SimpleAggregateFunction(sum, UInt64),
    output_tokens SimpleAggregateFunction(sum, UInt64),
    cost          SimpleAggregateFunction(sum, Decimal(38, 9)),
    traces        AggregateFunction(uniq, String),
    duration_ms   AggregateFunction(quantilesTDigest(0.5, 0.95), UInt32)
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (project_id, day, model)
TTL day + INTERVAL 365 DAY
SETTINGS index_granularity = 8192;
