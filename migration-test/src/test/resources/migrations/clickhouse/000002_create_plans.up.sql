CREATE TABLE IF NOT EXISTS plans (id UInt64, name String) ENGINE = Log;
INSERT INTO plans VALUES (1, 'free'), (2, 'paid');
CREATE DICTIONARY IF NOT EXISTS plan_names (id UInt64, name String) PRIMARY KEY id
  SOURCE(CLICKHOUSE(TABLE 'plans')) LIFETIME(0) LAYOUT(FLAT());
