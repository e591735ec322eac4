-- Traces: one request to a language model application, from its first to its last span.
--
-- Why ReplacingMergeTree: a trace is sent when it begins and again when it ends. The row with the later event_ts wins,
-- and a row with is_deleted = 1 takes the trace away; read with FINAL. The sorting key is the identity of a trace, so
-- that a trace sent again with a corrected time still replaces the first one. Identifiers are strings: OpenTelemetry's
-- are not UUIDs. A month is one partition; a year old, a row is gone.

CREATE TABLE IF NOT EXISTS traces (
    id          String,
    project_id  String,
    name        String,
    user_id     Nullable(String),
    session_id  Nullable(String),
    -- A client that does not say when, means now.
    start_time  DateTime64(3) DEFAULT now64(3),
    duration_ms UInt32 DEFAULT 0,
    input       Nullable(String) CODEC(ZSTD(3)),
    output      Nullable(String) CODEC(ZSTD(3)),
    -- A JSON object, stored as it came.
    metadata    String DEFAULT '{}' CODEC(ZSTD(3)),
    tags        Array(LowCardinality(String)),
    event_ts    DateTime64(3) DEFAULT now64(3),
    is_deleted  UInt8 DEFAULT 0
)
ENGINE = ReplacingMergeTree(event_ts, is_deleted)
PARTITION BY toYYYYMM(start_time)
ORDER BY (project_id, id)
TTL toDateTime(start_time) + INTERVAL 365 DAY
SETTINGS index_granularity = 8192;
