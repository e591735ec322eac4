-- Takes the rollup away; nothing feeds it any more at this point.

DROP TABLE IF EXISTS daily_usage;
