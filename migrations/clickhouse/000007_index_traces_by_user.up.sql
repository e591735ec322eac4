-- A skip index for the traces of one end user.
--
-- Why: user_id is not part of the sorting key, and support asks for it every day. The first statement is for rows to
-- come, the second builds the index for the rows that are there.

ALTER TABLE traces ADD INDEX IF NOT EXISTS traces_user_id user_id TYPE bloom_filter(0.01) GRANULARITY 4;

ALTER TABLE traces MATERIALIZE INDEX IF EXISTS traces_user_id;
