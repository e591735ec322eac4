package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.Effects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementEffectsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    # reads leave nothing, whatever the end
                    SELECT 1                                            | 0   | NONE
                    SELECT sleep(3)                                     | 159 | NONE
                    SHOW TABLES                                         | 60  | NONE
                    DESCRIBE t                                          | 60  | NONE
                    EXPLAIN SELECT 1                                    | 0   | NONE
                    EXISTS t                                            | 0   | NONE
                    (SELECT 1)                                          | 0   | NONE
                    SELECT 1 INTO OUTFILE 'x'                           | 159 | UNKNOWN
                    WITH 1 AS a SELECT a                                | 159 | UNKNOWN

                    # a syntax error may be an expression's, over rows: the server's parser is asked
                    CREATE NONSENSE x                                   | 62  | UNKNOWN
                    ALTER TABLE t ON CLUSTER c DELETE WHERE             | 62  | UNKNOWN
                    OPTIMIZE NONSENSE                                   | 62  | UNKNOWN
                    INSERT INTO t VALUES (nonsense                      | 62  | UNKNOWN

                    # INSERT: its rows may meet any error on their way
                    INSERT INTO t VALUES (1)                            | 60  | UNKNOWN
                    INSERT INTO t VALUES (1)                            | 81  | UNKNOWN
                    INSERT INTO t (nope) VALUES (1)                     | 16  | UNKNOWN
                    INSERT INTO t SELECT nope FROM u                    | 47  | UNKNOWN
                    INSERT INTO t VALUES (1)                            | 497 | UNKNOWN
                    INSERT INTO t VALUES (1)                            | 164 | UNKNOWN
                    INSERT INTO t VALUES (1)                            | 0   | UNKNOWN
                    INSERT INTO t VALUES (1)                            | 27  | UNKNOWN
                    INSERT INTO t SELECT * FROM u                       | 159 | UNKNOWN
                    INSERT INTO t SELECT * FROM u                       | 241 | UNKNOWN
                    EXPLAIN INSERT INTO t VALUES (1)                    | 159 | NONE
                    WITH 1 AS a INSERT INTO t SELECT a                  | 60  | UNKNOWN

                    # one definition
                    CREATE TABLE t (a Nope) ENGINE = Memory             | 50  | NONE
                    CREATE TABLE t (a Int8) ENGINE = Nope               | 56  | NONE
                    CREATE TABLE t (a Int8) ENGINE = Memory             | 57  | NONE
                    CREATE DATABASE d                                   | 82  | NONE
                    CREATE TABLE t (a Int8) ENGINE = Memory             | 0   | UNKNOWN
                    CREATE TABLE t (a Int8) ENGINE = Memory             | 999 | UNKNOWN
                    CREATE VIEW v AS SELECT * FROM nope                 | 60  | NONE
                    CREATE OR REPLACE VIEW v AS SELECT * FROM nope      | 60  | NONE
                    CREATE MATERIALIZED VIEW v TO t AS SELECT nope      | 47  | NONE
                    ALTER TABLE t ADD COLUMN a Int8                     | 15  | NONE
                    ALTER TABLE t ADD COLUMN a DateTime64(3, 'UTC')     | 60  | NONE
                    ALTER TABLE t MODIFY ORDER BY (a, b)                | 36  | NONE
                    ALTER TABLE t MODIFY COLUMN a Int8                  | 6   | UNKNOWN
                    ALTER TABLE t MODIFY COLUMN a Int8                  | 341 | UNKNOWN
                    DROP TABLE t                                        | 60  | NONE
                    DROP TABLE t                                        | 0   | UNKNOWN
                    RENAME TABLE a TO b                                 | 57  | NONE

                    # what may have happened in part
                    CREATE TABLE t ENGINE = Memory AS SELECT * FROM u   | 60  | UNKNOWN
                    CREATE TABLE view ENGINE = Memory AS SELECT 1       | 60  | UNKNOWN
                    CREATE TABLE t ENGINE = Memory AS (SELECT nope)     | 47  | UNKNOWN
                    CREATE TABLE t ENGINE = Memory AS WITH x AS (SELECT 1) SELECT * FROM x | 47 | UNKNOWN
                    CREATE TABLE t (a Int8, PROJECTION p (SELECT a)) ENGINE = Memory | 57 | NONE
                    INSERT INTO t SELECT * FROM u                       | 209 | UNKNOWN
                    CREATE TABLE t (a Int8) ENGINE = Memory             | 210 | UNKNOWN
                    CREATE TABLE t (a Int8) ENGINE = Memory             | 319 | UNKNOWN
                    ALTER TABLE t ADD COLUMN a Int8                     | 159 | UNKNOWN
                    DROP TABLE t                                        | 394 | UNKNOWN
                    ALTER TABLE t ATTACH PARTITION 1 FROM u             | 60  | UNKNOWN
                    DROP TABLE t ON CLUSTER c                           | 60  | UNKNOWN
                    CREATE TABLE d.view ENGINE = Memory AS SELECT 1     | 60  | UNKNOWN
                    CREATE MATERIALIZED VIEW v ENGINE = Memory POPULATE AS SELECT * FROM t | 60 | UNKNOWN
                    ALTER TABLE t ADD COLUMN a Int8, ADD COLUMN b Int8  | 15  | UNKNOWN
                    ALTER TABLE t UPDATE a = 1 WHERE nope               | 47  | UNKNOWN
                    ALTER TABLE t DELETE WHERE nope                     | 47  | UNKNOWN
                    ALTER TABLE t MATERIALIZE INDEX i                   | 36  | UNKNOWN
                    ALTER TABLE t CLEAR COLUMN a                        | 10  | UNKNOWN
                    CREATE TABLE t ON CLUSTER c (a Int8) ENGINE = Memory | 57 | UNKNOWN
                    DROP TABLE a, b                                     | 60  | UNKNOWN
                    RENAME TABLE a TO b, c TO d                         | 60  | UNKNOWN
                    DELETE FROM t WHERE nope                            | 47  | UNKNOWN
                    TRUNCATE TABLE t                                    | 60  | UNKNOWN
                    OPTIMIZE TABLE t FINAL                              | 60  | UNKNOWN
                    SYSTEM FLUSH LOGS                                   | 497 | UNKNOWN
                    """)
    void decidesByStatementAndCode(String sql, int code, Effects effects) {
        assertThat(StatementEffects.afterFailure(sql, code)).isEqualTo(effects);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    SELECT 1                                                      | NONE
                    CREATE TABLE IF NOT EXISTS t (a Int8) ENGINE = Memory         | NONE
                    create table if not exists t (a Int8) engine = Memory         | NONE
                    CREATE OR REPLACE VIEW v AS SELECT 1                          | NONE
                    DROP TABLE IF EXISTS t                                        | NONE
                    ALTER TABLE t ADD COLUMN IF NOT EXISTS a Int8                 | NONE
                    ALTER TABLE t DROP COLUMN IF EXISTS a                         | NONE
                    ALTER TABLE t ADD COLUMN IF NOT EXISTS a Int8, DROP COLUMN IF EXISTS b | NONE
                    DROP TABLE IF EXISTS a, b                                     | NONE
                    RENAME TABLE IF EXISTS a TO b                                 | NONE
                    EXCHANGE TABLES a AND b                                       | UNKNOWN
                    ALTER TABLE IF EXISTS t ADD COLUMN a Int8                     | UNKNOWN
                    ALTER TABLE t MODIFY COLUMN IF EXISTS a Int8                  | UNKNOWN
                    CREATE TABLE t (a Int8 DEFAULT f(IF NOT EXISTS)) ENGINE = Memory | UNKNOWN
                    CREATE MATERIALIZED VIEW IF NOT EXISTS v TO t AS SELECT 1     | NONE
                    CREATE TABLE t (a Int8) ENGINE = Memory                       | UNKNOWN
                    CREATE TABLE t (a String DEFAULT 'IF NOT EXISTS') ENGINE = Memory | UNKNOWN
                    CREATE TABLE t (a Int8) ENGINE = Memory /* IF NOT EXISTS */   | UNKNOWN
                    CREATE TABLE IF NOT EXISTS t ENGINE = Memory AS SELECT 1      | UNKNOWN
                    CREATE TABLE IF NOT EXISTS view ENGINE = Memory AS SELECT 1   | UNKNOWN
                    CREATE MATERIALIZED VIEW IF NOT EXISTS v ENGINE = Memory POPULATE AS SELECT 1 | UNKNOWN
                    CREATE TABLE IF NOT EXISTS t ON CLUSTER c (a Int8) ENGINE = Memory | UNKNOWN
                    ALTER TABLE t ADD COLUMN IF NOT EXISTS a Int8, ADD COLUMN b Int8 | UNKNOWN
                    ALTER TABLE t ATTACH PARTITION 1 FROM u                       | UNKNOWN
                    INSERT INTO t VALUES (1)                                      | UNKNOWN
                    ALTER TABLE t DELETE WHERE a = 1                              | UNKNOWN
                    DROP TABLE t                                                  | UNKNOWN
                    """)
    void runsAgainByItselfOnlyWhatIsGuarded(String sql, Effects effects) {
        assertThat(StatementEffects.afterUnknownEnd(sql)).isEqualTo(effects);
    }
}
