--liquibase formatted sql

--changeset fay:1
CREATE TABLE part_7 (i int);
--rollback DROP TABLE part_7;

--changeset fay:2
INSERT INTO part_7 (i) VALUES (7);
--rollback DELETE FROM part_7;
