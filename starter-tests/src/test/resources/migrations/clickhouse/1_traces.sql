CREATE TABLE traces (id UInt64) ENGINE = MergeTree ORDER BY id;
