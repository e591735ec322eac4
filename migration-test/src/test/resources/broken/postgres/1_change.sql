ALTER TABLE nowhere ADD COLUMN a int;
