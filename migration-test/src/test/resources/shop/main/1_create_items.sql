CREATE TABLE ${prefix}items (name text PRIMARY KEY);
INSERT INTO ${prefix}items VALUES ('first');
