package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PostgresFileLayoutTest extends FileLayoutContract {

    @Override
    TestDatabase newDatabase() {
        return DatabasesForTests.postgres();
    }

    @Override
    String create(String table) {
        return "CREATE TABLE " + table + " (id bigint PRIMARY KEY)";
    }

    @Override
    String sleep() {
        return "SELECT pg_sleep(3)";
    }

    @Override
    boolean exists(String table) {
        return Jdbc.number(
                        database.jdbcUrl(),
                        "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relname = '" + table + "'")
                > 0;
    }

    @Test
    void theRecordedDownKeepsABlockTogether() {
        project.write(
                "1_f.sql",
                "-- +goose Up\nCREATE TABLE t (i int);\n-- +goose Down\n-- +goose StatementBegin\n"
                        + "INSERT INTO t VALUES (1); DROP TABLE t;\n-- +goose StatementEnd\n");
        project.up();

        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT down_sql FROM schema_migrations"))
                .singleElement()
                .satisfies(down -> assertThat(down).startsWith("-- +goose StatementBegin\nINSERT"));
        project.delete("1_f").down(1);

        assertThat(exists("t")).isFalse();
    }

    /** As goose's template leads to: everything in one block. */
    @Test
    void aBlockOfSeveralStatementsIsOneWithItsLines() {
        String block = "-- +goose Up\n-- +goose StatementBegin\nCREATE TABLE t (i int);\n\nINSERT INTO t VALUES (1);\n"
                + "INSERT INTO t\n  SELECT j FROM t;\n-- +goose StatementEnd\n";
        project.write("1_t.sql", block);

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);
        assertThat(failed).hasMessageContaining("column \"j\" does not exist");
        assertThat(failed.failure().line()).isEqualTo(7);
        assertThat(failed.failure().statement()).isEqualTo(1);

        project.write("1_t.sql", block.replace("j FROM", "i FROM")).up();
        assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM t")).isEqualTo(2);
    }

    @Test
    void aBlockThatTheDriverRefusesIsNamed() {
        project.write("1_t.sql", "SELECT 1;\n-- +goose StatementBegin\nSELECT (1; SELECT 2;\n-- +goose StatementEnd\n");

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);

        assertThat(failed.failure().statement()).isEqualTo(2);
        assertThat(failed.failure().line()).isEqualTo(3);
    }

    @Test
    void whatDeclinesATransactionRunsStatementByStatement() {
        project.write("1_t.sql", "CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$;");
        project.write(
                "2_u.sql", "-- migrate:up transaction:false\nCREATE TABLE u (id int);\nCALL p();\nSELECT 1 / 0;\n");

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);

        assertThat(failed.failure().statement()).isEqualTo(3);
        assertThat(exists("u")).isTrue();
    }

    @Test
    void placeholdersAreFilledInStatementsOutsideOfATransactionToo() {
        project.with(builder -> builder.placeholders(Map.of("table", "filled")));
        project.write(
                "1_t.sql",
                "CREATE TABLE ${table} (id int);\nVACUUM ${table};\nCREATE INDEX CONCURRENTLY x ON ${table} (id);");

        project.up();

        assertThat(exists("filled")).isTrue();
    }
}
