package dev.tandem.migration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailureTest {

    @Test
    void tellsMessagePlaceSqlAndAdviceOnLinesOfTheirOwn() {
        Failure failure = new Failure(
                "postgres",
                4L,
                "/migrations/4_x.up.sql",
                2,
                17,
                "ALTER TABLE t\nADD c int",
                "relation t does not exist",
                "Mend the file.");

        assertThat(failure.describe()).isEqualTo("""
                        postgres 4: relation t does not exist
                          file: /migrations/4_x.up.sql:17
                          statement 2: ALTER TABLE t
                            ADD c int
                          Mend the file.""");
    }

    @Test
    void leavesOutWhatIsNotKnown() {
        assertThat(Failure.of(null, "No.", null).describe()).isEqualTo("No.");
        assertThat(Failure.of("main", "No.", null).describe()).isEqualTo("main: No.");
        assertThat(Failure.inFile("/a.sql", null, "No.", null).describe()).isEqualTo("No.\n  file: /a.sql");
    }

    @Test
    void keepsItsPlaceWhenItIsSaidOfAMigration() {
        Failure failure = Failure.inFile("/a.sql", 3, "No.", "Mend it.").in("main", MigrationId.of(5));

        assertThat(failure).isEqualTo(new Failure("main", 5L, "/a.sql", null, 3, null, "No.", "Mend it."));
    }

    @Test
    void abbreviatesALongStatement() {
        Failure failure = new Failure("main", 1L, null, 1, null, "x".repeat(1_000_000), "No.", null);

        assertThat(failure.sql()).hasSizeLessThan(2_010).endsWith(" …");
    }

    @Test
    void isTheMessageOfItsException() {
        Failure failure = Failure.of("main", "No.", "Do it otherwise.");

        RefusedException exception = new RefusedException(failure, null);

        assertThat(exception).hasMessage(failure.describe());
        assertThat(exception.report().outcome()).isEqualTo(Report.Outcome.FAILED);
        assertThat(exception.report().failure()).isEqualTo(failure);
    }
}
