--liquibase formatted sql

--changeset fay:1
CREATE TABLE part_5 (i int);
--rollback DROP TABLE part_5;

--changeset fay:2
INSERT INTO part_5 (i) VALUES (5);
--rollback DELETE FROM part_5;
