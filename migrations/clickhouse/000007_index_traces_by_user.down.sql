-- Takes the index away; no row changes.

ALTER TABLE traces DROP INDEX IF EXISTS traces_user_id;
