package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.MigrationId;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StatementTagTest {

    private static String id(String name, int statement) {
        return new StatementTag("run", 3, MigrationId.repeatable(name), statement).queryId();
    }

    @Test
    void theIdOfAStatementNamesRunFenceVersionAndNumber() {
        assertThat(new StatementTag("run", 3, MigrationId.of(20251126205953L), 2).queryId())
                .isEqualTo("run-3-20251126205953-2");
    }

    @Test
    void thatOfARepeatableOneNamesItsNameInCharactersThatTravelEverywhere() {
        assertThat(id("views", 2)).isEqualTo("run-3-R_views-2");
        assertThat(id("größe der\nviews", 2)).isEqualTo("run-3-R_gr%C3%B6%C3%9Fe+der%0Aviews-2");
    }

    @Test
    void noTwoStatementsOfARunHaveTheSame() {
        assertThat(Stream.of(
                        id("a", 1), id("a", 12), id("a-1", 2), id("a-1-2", 1), id("A", 1), id("a b", 1), id("a+b", 1)))
                .doesNotHaveDuplicates();
    }
}
