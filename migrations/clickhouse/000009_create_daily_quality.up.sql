-- Daily quality: the average and the spread of each score, per project and day, with the view that feeds it.
--
-- Why states and not numbers: averages of averages are wrong; avgState keeps sum and count. A corrected score is
-- counted a second time here, which a trend line forgives; whoever needs it exactly reads quality_scores FINAL.

CREATE TABLE IF NOT EXISTS daily_quality (
    project_id String,
    day        Date,
    name       LowCardinality(String),
    scores     SimpleAggregateFunction(sum, UInt64),
    lowest     SimpleAggregateFunction(min, Float64),
    highest    SimpleAggregateFunction(max, Float64),
    average    AggregateFunction(avg, Float64)
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (project_id, day, name)
TTL day + INTERVAL 365 DAY
SETTINGS index_granularity = 8192;

CREATE MATERIALIZED VIEW IF NOT EXISTS daily_quality_feed TO daily_quality AS
SELECT
    project_id,
    toDate(timestamp, 'UTC') AS day,
    name,
    count() AS scores,
    min(assumeNotNull(value)) AS lowest,
    max(assumeNotNull(value)) AS highest,
    avgState(assumeNotNull(value)) AS average
FROM quality_scores
WHERE is_deleted = 0 AND data_type = 'numeric' AND value IS NOT NULL
GROUP BY
    project_id,
    day,
    name;
