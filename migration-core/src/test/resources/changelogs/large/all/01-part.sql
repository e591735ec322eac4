--liquibase formatted sql

--changeset fay:1
CREATE TABLE part_1 (i int);
--rollback DROP TABLE part_1;

--changeset fay:2
INSERT INTO part_1 (i) VALUES (1);
--rollback DELETE FROM part_1;
