-- In the reverse order.

ALTER TABLE spans DROP COLUMN IF EXISTS prompt_version;

ALTER TABLE spans DROP COLUMN IF EXISTS prompt_name;
