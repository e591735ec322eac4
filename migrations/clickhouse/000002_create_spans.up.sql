-- Spans: the single steps of a trace; the calls of a model among them carry tokens and cost.
--
-- Why this sorting key: nearly every read wants the spans of one trace, and they then lie side by side. What a model
-- was told and what it answered is most of the volume and compresses well, hence ZSTD there.

CREATE TABLE IF NOT EXISTS spans (
    id             String,
    trace_id       String,
    parent_span_id Nullable(String),
    project_id     String,
    name           String,
    kind           LowCardinality(String) DEFAULT 'generation',
    model          LowCardinality(String) DEFAULT '',
    status         LowCardinality(String) DEFAULT 'ok',
    start_time     DateTime64(3) DEFAULT now64(3),
    duration_ms    UInt32 DEFAULT 0,
    input_tokens   UInt32 DEFAULT 0,
    output_tokens  UInt32 DEFAULT 0,
    -- In US dollars. Sums of many tiny amounts have to be exact.
    cost           Decimal(18, 9) DEFAULT 0,
    input          Nullable(String) CODEC(ZSTD(3)),
    output         Nullable(String) CODEC(ZSTD(3)),
    attributes     String DEFAULT '{}' CODEC(ZSTD(3)),
    event_ts       DateTime64(3) DEFAULT now64(3),
    is_deleted     UInt8 DEFAULT 0
)
ENGINE = ReplacingMergeTree(event_ts, is_deleted)
PARTITION BY toYYYYMM(start_time)
ORDER BY (project_id, trace_id, id)
TTL toDateTime(start_time) + INTERVAL 365 DAY
SETTINGS index_granularity = 8192;
