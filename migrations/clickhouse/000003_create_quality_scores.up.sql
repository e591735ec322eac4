-- Quality scores: how good an answer was, by a person, a rule or another model.
--
-- Why two values: a score is a number or a category; which one, data_type says. A score that is given again replaces
-- the earlier one, so the key is the score's own identifier.

CREATE TABLE IF NOT EXISTS quality_scores (
    id           String,
    project_id   String,
    trace_id     String,
    span_id      Nullable(String),
    name         LowCardinality(String),
    source       LowCardinality(String) DEFAULT 'api',
    data_type    LowCardinality(String) DEFAULT 'numeric',
    value        Nullable(Float64),
    string_value Nullable(String),
    comment      Nullable(String) CODEC(ZSTD(1)),
    timestamp    DateTime64(3) DEFAULT now64(3),
    event_ts     DateTime64(3) DEFAULT now64(3),
    is_deleted   UInt8 DEFAULT 0
)
ENGINE = ReplacingMergeTree(event_ts, is_deleted)
PARTITION BY toYYYYMM(timestamp)
ORDER BY (project_id, trace_id, id)
TTL toDateTime(timestamp) + INTERVAL 365 DAY
SETTINGS index_granularity = 8192;
