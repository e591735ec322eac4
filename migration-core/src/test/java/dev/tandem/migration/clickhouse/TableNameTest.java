package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableNameTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', nullValues = "-", textBlock = """
                    INSERT INTO Events VALUES (1)                       | -   | Events
                    insert into d.Events (a) select 1                   | d   | Events
                    INSERT INTO `d x`.`e``v` VALUES (1)                 | d x | e`v
                    INSERT INTO Into.t VALUES (1)                       | Into | t
                    INSERT INTO /* where */ t FORMAT CSV                | -   | t
                    ALTER TABLE t UPDATE a = 1 WHERE 1                  | -   | t
                    ALTER TABLE IF EXISTS d.t DELETE WHERE 1            | d   | t
                    DELETE FROM d.t WHERE 1                             | d   | t
                    UPDATE d.t SET a = 1 WHERE 1                        | d   | t
                    """)
    void findsTheTable(String sql, String database, String table) {
        assertThat(TableName.of(sql)).isEqualTo(new TableName(database, table));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    INSERT INTO FUNCTION file('x') SELECT 1
                    INSERT INTO TABLE t VALUES (1)
                    ALTER DATABASE d MODIFY COMMENT 'x'
                    CREATE TABLE t (a Int8) ENGINE = Memory
                    WITH 1 AS a INSERT INTO t SELECT a
                    """)
    void orNone(String sql) {
        assertThat(TableName.of(sql)).isNull();
    }
}
