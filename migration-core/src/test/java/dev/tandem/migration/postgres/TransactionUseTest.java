package dev.tandem.migration.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.postgres.BareStatement.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransactionUseTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CREATE TABLE a (i int) | ORDINARY",
                "create unique index concurrently if not exists x on a (i) | BARE",
                "CREATE INDEX x ON a (i) | ORDINARY",
                "CREATE INDEX concurrently_x ON a (i) | ORDINARY",
                "CREATE INDEX x ON a (\"concurrently\") | ORDINARY",
                "DROP INDEX CONCURRENTLY IF EXISTS x | BARE",
                "DROP INDEX x | ORDINARY",
                "REINDEX (VERBOSE) TABLE CONCURRENTLY a | BARE",
                "REINDEX (CONCURRENTLY) INDEX x | BARE",
                "REINDEX TABLE a | ORDINARY",
                "REINDEX SCHEMA s | BARE",
                "ALTER TABLE p DETACH PARTITION q CONCURRENTLY | BARE",
                "ALTER TABLE p DETACH PARTITION q | ORDINARY",
                "ALTER TABLE a ADD COLUMN concurrently int | ORDINARY",
                "VACUUM (ANALYZE) a | BARE",
                "CREATE DATABASE d | BARE",
                "DROP DATABASE IF EXISTS d | BARE",
                "ALTER SYSTEM SET work_mem = '1MB' | BARE",
                "ALTER TYPE t ADD VALUE 'x' | ORDINARY",
                "CREATE TEMP TABLE t (i int) | SESSION_OBJECT",
                "CREATE TABLE temp (temp int) | ORDINARY",
                "PREPARE p AS SELECT 1 | SESSION_OBJECT",
                "PREPARE TRANSACTION 'x' | REFUSED",
                "DECLARE c CURSOR WITH HOLD FOR SELECT 1 | SESSION_OBJECT",
                "SET search_path = a | SESSION",
                "SET LOCAL search_path = a | ORDINARY",
                "SET ROLE x | SESSION",
                "RESET ALL | SESSION",
                "BEGIN ISOLATION LEVEL SERIALIZABLE | BEGIN",
                "START TRANSACTION | BEGIN",
                "COMMIT AND CHAIN | COMMIT",
                "END | COMMIT",
                "ROLLBACK | REFUSED",
                "ABORT | REFUSED",
                "COMMIT PREPARED 'x' | REFUSED",
                "ROLLBACK TO SAVEPOINT s | ORDINARY",
                "SAVEPOINT s | ORDINARY",
                "CALL p() | ORDINARY",
                "DO $$ BEGIN PERFORM 1; COMMIT; END $$ | BARE",
                "DO $$ BEGIN PERFORM committed; END $$ | ORDINARY",
                "REINDEX TABLE a; CREATE SCHEMA s | ORDINARY",
                "VACUUM a; | BARE"
            })
    void tellsByTheWords(String sql, TransactionUse use) {
        assertThat(TransactionUse.of(sql, false)).isEqualTo(use);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "CREATE INDEX CONCURRENTLY X ON A (i) | CREATE_INDEX | x | a",
                "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS \"My X\" ON ONLY app.\"A\" (i) | CREATE_INDEX | \"My X\" | app.\"A\"",
                "CREATE INDEX CONCURRENTLY ON a (i) | CREATE_INDEX | '' | a",
                "DROP INDEX CONCURRENTLY IF EXISTS app.x | DROP_INDEX | app.x | ''",
                "REINDEX INDEX CONCURRENTLY x | REINDEX_INDEX | x | ''",
                "REINDEX (CONCURRENTLY) TABLE app.a | REINDEX_TABLE | app.a | ''",
                "ALTER TABLE IF EXISTS ONLY p DETACH PARTITION s.q CONCURRENTLY | DETACH_PARTITION | s.q | p",
                "CREATE DATABASE d | CREATE_DATABASE | d | ''",
                "DROP DATABASE IF EXISTS d | DROP_DATABASE | d | ''",
                "CREATE TABLESPACE t LOCATION '/x' | REPEATABLE | '' | ''",
                "VACUUM FULL a | REPEATABLE | '' | ''",
                "DO 'BEGIN COMMIT; END' | COMMITTING | '' | ''"
            })
    void knowsWhatABareStatementDoesItTo(String sql, Kind kind, String object, String table) {
        assertThat(BareStatement.of(sql)).isEqualTo(new BareStatement(kind, object, table));
    }
}
