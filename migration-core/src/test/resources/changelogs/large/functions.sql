--liquibase formatted sql

--changeset eve:1 dbms:postgresql splitStatements:false runOnChange:true
--comment A body with semicolons
CREATE OR REPLACE FUNCTION shop_twice(i int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  twice int;
BEGIN
  twice := i * 2;
  RETURN twice;
END $$;
--rollback DROP FUNCTION shop_twice;

--changeset eve:2 dbms:postgresql endDelimiter:/ rollbackEndDelimiter:/
CREATE PROCEDURE shop_nothing() LANGUAGE plpgsql AS $$ BEGIN NULL; END $$
/
CREATE TABLE of_eve (i int)
/
--rollback DROP TABLE of_eve
--rollback /
--rollback DROP PROCEDURE shop_nothing

--changeset eve:2-h2 dbms:h2 endDelimiter:/ rollbackEndDelimiter:/
CREATE ALIAS shop_twice FOR "java.lang.Math.abs(int)"
/
CREATE TABLE of_eve (i int)
/
--rollback DROP TABLE of_eve
--rollback /
--rollback DROP ALIAS shop_twice

--changeset eve:3 runOnChange:true context:production labels:now
--preconditions onFail:MARK_RAN onError:HALT
--precondition-sql-check expectedResult:0 SELECT count(*) FROM of_eve
INSERT INTO of_eve (i) VALUES (1);
INSERT INTO of_eve (i) VALUES (2);
--rollback DELETE FROM of_eve;

--changeset eve:4 failOnError:false
INSERT INTO nowhere VALUES (2);
--rollback empty

--changeset eve:5
--preconditions onFail:CONTINUE
--precondition-sql-check expectedResult:0 SELECT count(*) FROM of_eve
INSERT INTO of_eve (i) VALUES (3);
--rollback not required

--changeset eve:6 logicalFilePath:somewhere/else.sql
/* a block
   comment; */
INSERT INTO of_eve (i) VALUES (4);
/* liquibase rollback
DELETE FROM of_eve WHERE i = 4;
*/

--changeset eve:7 runInTransaction:false dbms:postgresql
CREATE UNIQUE INDEX CONCURRENTLY of_eve_i ON of_eve (i);
--rollback DROP INDEX CONCURRENTLY of_eve_i;
