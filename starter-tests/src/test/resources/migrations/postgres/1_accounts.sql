CREATE TABLE accounts (id bigint PRIMARY KEY, name varchar(255) NOT NULL);
INSERT INTO accounts VALUES (1, 'first');
