-- The view first, so that nothing writes to the table while it goes.

DROP VIEW IF EXISTS daily_quality_feed;

DROP TABLE IF EXISTS daily_quality;
