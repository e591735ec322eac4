-- Only the view: what it has counted stays in its table.

DROP VIEW IF EXISTS daily_usage_feed;
