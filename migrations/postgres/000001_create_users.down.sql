-- Takes the users table away, its index with it.

DROP TABLE IF EXISTS users;
