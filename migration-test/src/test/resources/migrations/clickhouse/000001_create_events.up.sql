CREATE TABLE IF NOT EXISTS events (at DateTime64(3), kind LowCardinality(String), amount Int64) ENGINE = MergeTree
  PARTITION BY toYYYYMM(at) ORDER BY (kind, at);
CREATE TABLE IF NOT EXISTS totals (kind LowCardinality(String), amount Int64) ENGINE = SummingMergeTree ORDER BY kind;
CREATE MATERIALIZED VIEW IF NOT EXISTS events_to_totals TO totals AS SELECT kind, amount FROM events;
CREATE MATERIALIZED VIEW IF NOT EXISTS counts ENGINE = SummingMergeTree ORDER BY kind AS SELECT kind, 1 AS n FROM events;
CREATE VIEW IF NOT EXISTS kinds AS SELECT DISTINCT kind FROM events;
INSERT INTO events VALUES ('2026-01-01 00:00:00', 'begin', 1), ('2026-02-01 00:00:00', 'begin', 2);
