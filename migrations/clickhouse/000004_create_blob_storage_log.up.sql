-- Blob-storage log: which object in the bucket holds what belongs to a trace or a span.
--
-- Why: inputs too large for a row go to the bucket, and whoever deletes a project's data has to find every object. The
-- objects expire on the bucket's own rule after the same 365 days.

CREATE TABLE IF NOT EXISTS blob_storage_log (
    id          String,
    project_id  String,
    entity_type LowCardinality(String),
    entity_id   String,
    bucket      LowCardinality(String),
    path        String CODEC(ZSTD(1)),
    size_bytes  UInt64 DEFAULT 0,
    created_at  DateTime64(3) DEFAULT now64(3),
    event_ts    DateTime64(3) DEFAULT now64(3),
    is_deleted  UInt8 DEFAULT 0
)
ENGINE = ReplacingMergeTree(event_ts, is_deleted)
PARTITION BY toYYYYMM(created_at)
ORDER BY (project_id, entity_type, entity_id, id)
TTL toDateTime(created_at) + INTERVAL 365 DAY
SETTINGS index_granularity = 8192;
