--liquibase formatted sql

--changeset fay:1
CREATE TABLE part_3 (i int);
--rollback DROP TABLE part_3;

--changeset fay:2
INSERT INTO part_3 (i) VALUES (3);
--rollback DELETE FROM part_3;
