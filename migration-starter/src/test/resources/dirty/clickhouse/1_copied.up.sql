CREATE TABLE copied (number UInt64) ENGINE = MergeTree ORDER BY number;
INSERT INTO copied SELECT throwIf(number = 1999999, 'no more') + number FROM numbers(2000000);
