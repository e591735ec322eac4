--liquibase formatted sql

--changeset fay:1
CREATE TABLE part_2 (i int);
--rollback DROP TABLE part_2;

--changeset fay:2
INSERT INTO part_2 (i) VALUES (2);
--rollback DELETE FROM part_2;
