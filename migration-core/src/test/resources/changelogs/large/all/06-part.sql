--liquibase formatted sql

--changeset fay:1
CREATE TABLE part_6 (i int);
--rollback DROP TABLE part_6;

--changeset fay:2
INSERT INTO part_6 (i) VALUES (6);
--rollback DELETE FROM part_6;
