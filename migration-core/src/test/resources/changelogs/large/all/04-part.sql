--liquibase formatted sql

--changeset fay:1
CREATE TABLE part_4 (i int);
--rollback DROP TABLE part_4;

--changeset fay:2
INSERT INTO part_4 (i) VALUES (4);
--rollback DELETE FROM part_4;
