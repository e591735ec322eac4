package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import org.junit.jupiter.api.Test;

class ClickHouseToolTest extends ToolContract {

    @Override
    TestDatabase newDatabase() {
        return DatabasesForTests.clickhouse();
    }

    @Override
    String createTable(String table) {
        return "CREATE TABLE " + table + " (id UInt64, email String) ENGINE = MergeTree ORDER BY id";
    }

    @Test
    void theServerReadsEveryStatementWithoutExecutingIt() {
        project.write("1_a.up.sql", """
                CREATE TABLE t (a UInt64) ENGINE = MergeTree ORDER BY a;
                INSERT INTO t VALUES (1), (2);
                SET max_threads = 1;
                ALTER TABLE nowhere DELETE WHERE a = 1;
                SELECT 1 FORMAT Null;
                CREATE TABEL u (a UInt64) ENGINE = MergeTree ORDER BY a;
                INSERT INTO t FORMAT CSV
                1
                2
                """);
        project.write("1_a.down.sql", "DROP TABEL t;");
        assertThat(findings())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("ERROR main 1: ")
                        && line.contains("Syntax error")
                        && line.contains("1_a.up.sql:6")
                        && line.contains("statement 6: CREATE TABEL u"))
                .anyMatch(line -> line.contains("1_a.down.sql:1"));
        assertThat(project.manager().validate(false)).isEmpty();
        assertThat(Jdbc.strings(
                        project.database().jdbcUrl(),
                        "SELECT name FROM system.tables WHERE database = currentDatabase()"))
                .isEmpty();
    }

    @Test
    void theEngineOfTheHistoryIsKnown() {
        project.migration("1_a", createTable("a") + ";", "");
        project.with(builder -> builder.engine("ReplacingMergeTree"));
        project.up();
        assertThat(project.manager().info().get(0).server().historyEngine()).isEqualTo("ReplacingMergeTree");
    }
}
