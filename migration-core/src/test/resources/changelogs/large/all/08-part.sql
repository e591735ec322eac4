--liquibase formatted sql

--changeset fay:1
CREATE TABLE part_8 (i int);
--rollback DROP TABLE part_8;

--changeset fay:2
INSERT INTO part_8 (i) VALUES (8);
--rollback DELETE FROM part_8;
