package dev.tandem.migration.embedded.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementTest {

    @Test
    void valuesAreTheDataOfAnInsert() throws ClickHouseError {
        assertThat(Statement.parse("/* x */ INSERT INTO t (a, `values`) SETTINGS a = 1 VALUES (1, ';'); -- done"))
                .isEqualTo(new Statement("/* x */ INSERT INTO t (a, `values`) SETTINGS a = 1 ", "Values", " (1, ';')"));
    }

    @Test
    void whatFollowsTheFormatsLineIsTheData() throws ClickHouseError {
        assertThat(Statement.parse("INSERT INTO t FORMAT CSV \r\n a;\n\n b"))
                .isEqualTo(new Statement("INSERT INTO t ", "CSV", " a;\n\n b"));
        assertThat(Statement.parse("INSERT INTO t FORMAT CSV 1,2"))
                .isEqualTo(new Statement("INSERT INTO t ", "CSV", "1,2"));
    }

    @Test
    void aTableMayBeNamedLikeAKeyword() throws ClickHouseError {
        assertThat(Statement.parse("INSERT INTO db.values VALUES (1)"))
                .isEqualTo(new Statement("INSERT INTO db.values ", "Values", " (1)"));
        assertThat(Statement.parse("INSERT INTO format FORMAT CSV\n1"))
                .isEqualTo(new Statement("INSERT INTO format ", "CSV", "1"));
    }

    @Test
    void anInsertFromASelectHasNoData() throws ClickHouseError {
        String sql = "INSERT INTO t SELECT 'FORMAT', input FROM x";
        assertThat(Statement.parse(sql)).isEqualTo(new Statement(sql, null, null));
    }

    @Test
    void theLastFormatOutsideParenthesesIsTheAnswers() throws ClickHouseError {
        assertThat(Statement.parse("SELECT (SELECT 1 FORMAT CSV), 'FORMAT x' FORMAT JSON;")
                        .format())
                .isEqualTo("JSON");
        assertThat(Statement.parse("SELECT 1 -- FORMAT JSON").format()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 'system.processes', 1 -- system.processes",
                "SELECT $q$ it's system.processes $q$",
                "SELECT * FROM system.processes_log",
                "CREATE VIEW v AS SELECT * FROM system.processes",
                "KILL MUTATION WHERE query_id = 'x'",
                "SELECT query_id FROM t"
            })
    void whatDoesNotReadTheProcessListIsLeftAsItIs(String sql) throws ClickHouseError {
        assertThat(Statement.parse(sql).sql()).isEqualTo(sql);
    }

    @Test
    void theProcessListIsReadWithTheClientsIds() throws ClickHouseError {
        assertThat(Statement.parse("SELECT * FROM `system` . processes AS p WHERE p.query_id = 'x'")
                        .sql())
                .startsWith("SELECT * FROM (SELECT * REPLACE (")
                .endsWith(" FROM system.processes) AS p WHERE p.query_id = 'x'");
    }

    @Test
    void aKillNamesTheClientsId() throws ClickHouseError {
        assertThat(Statement.parse("kill query where `query_id` = 'query_id' or user = 'x' async")
                        .sql())
                .startsWith("kill query where if(")
                .endsWith(" = 'query_id' or user = 'x' async");
    }
}
