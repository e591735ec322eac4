-- Which prompt of the prompt library a span used, and which edition of it.
--
-- Why two statements: each is guarded and changes one thing, so whatever happens in between, running the file again
-- finishes the work. Rows from before read the default.

ALTER TABLE spans ADD COLUMN IF NOT EXISTS prompt_name LowCardinality(String) DEFAULT '' AFTER model;

ALTER TABLE spans ADD COLUMN IF NOT EXISTS prompt_version UInt32 DEFAULT 0 AFTER prompt_name;
