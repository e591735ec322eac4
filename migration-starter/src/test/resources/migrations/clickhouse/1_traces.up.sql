CREATE TABLE traces (id UInt64, at DateTime64(3)) ENGINE = MergeTree ORDER BY id;
INSERT INTO traces VALUES (1, now64(3));
