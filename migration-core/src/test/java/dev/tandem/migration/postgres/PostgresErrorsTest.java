package dev.tandem.migration.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.sql.Dialect.Problem;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresErrorsTest {

    private static int failedEntry(String message, int entries) {
        int[] counts = new int[entries];
        Arrays.fill(counts, Statement.EXECUTE_FAILED);
        return PostgresErrors.failedEntry(new BatchUpdateException(message, "42601", counts));
    }

    @Test
    void findsTheEntryThatFailed() {
        assertThat(failedEntry("Batch entry 4 ALTER TABLE t3 ADD c was aborted: ERROR: no", 9))
                .isEqualTo(4);
        assertThat(failedEntry("Batch entry 0 SELECT 7 was aborted", 1)).isZero();
    }

    @Test
    void findsItInOtherLanguages() {
        assertThat(failedEntry("Batch-Eintrag 12 SELECT 1 wurde abgebrochen: FEHLER", 20))
                .isEqualTo(12);
        assertThat(failedEntry("バッチ 3 INSERT INTO t はアボートしました: エラー", 20)).isEqualTo(3);
    }

    @Test
    void saysWhenNoEntryIsNamed() {
        assertThat(failedEntry("The connection is gone", 3)).isNegative();
        assertThat(failedEntry("Batch entry 3 was aborted", 3)).isNegative();
        assertThat(failedEntry("99999999999999999999", 3)).isNegative();
        assertThat(failedEntry(null, 3)).isNegative();
    }

    @ParameterizedTest
    @CsvSource({
        "42P01, NO_TABLE",
        "42703, NO_COLUMN",
        "TD001, LOST_LOCK",
        "28P01, DENIED",
        "28000, DENIED",
        "3D000, NO_DATABASE",
        "42501, DENIED",
        "08006, UNREACHABLE",
        "57P01, UNREACHABLE",
        "57P03, UNREACHABLE",
        "42601, STATEMENT",
        "57014, STATEMENT",
        ", STATEMENT"
    })
    void tellsProblemsByTheirCodes(String state, Problem problem) {
        assertThat(PostgresErrors.problem(new SQLException("no", state))).isEqualTo(problem);
    }
}
