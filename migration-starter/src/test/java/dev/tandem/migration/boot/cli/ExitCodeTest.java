package dev.tandem.migration.boot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.Failure;
import dev.tandem.migration.LockStatus;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.MigrationStatus;
import dev.tandem.migration.Obstacle;
import dev.tandem.migration.Obstacle.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitCodeTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            DIRTY, 4
            FILES, 6
            HISTORY, 6
            MISMATCH, 6
            UNREACHABLE, 8
            DENIED, 8
            TIME, 5
            OTHER, 1
            CONFIGURATION, 2
            """)
    void whatIsInTheWayHasTheCodeOfTheCommandItRefuses(Kind kind, int code) {
        Obstacle obstacle = new Obstacle(kind, Failure.of("main", "It is so.", null));

        assertThat(ExitCode.of(List.of(with(obstacle)), false)).isEqualTo(code);
        if (kind != Kind.OTHER) {
            assertThat(ExitCode.of(obstacle.exception())).isEqualTo(code);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DIRTY MISMATCH UNREACHABLE TIME OTHER CONFIGURATION | 4
            OTHER TIME DENIED FILES                             | 6
            OTHER TIME UNREACHABLE                              | 8
            CONFIGURATION OTHER TIME                            | 5
            CONFIGURATION OTHER                                 | 1
            CONFIGURATION                                       | 2
            """)
    void ofSeveralTheGravestCounts(String kinds, int code) {
        List<DatabaseStatus> statuses = Arrays.stream(kinds.split(" "))
                .map(kind -> with(new Obstacle(Kind.valueOf(kind), Failure.of("main", "It is so.", null))))
                .collect(Collectors.toList());
        statuses.add(pending());

        assertThat(ExitCode.of(statuses, true)).isEqualTo(code);
    }

    @Test
    void pendingCountsOnlyWhenItIsChecked() {
        assertThat(ExitCode.of(List.of(pending()), true)).isEqualTo(3);
        assertThat(ExitCode.of(List.of(pending()), false)).isZero();
    }

    @Test
    void everyKindIsInTheTable() {
        assertThat(Set.of(Kind.values())).hasSize(9);
    }

    private static DatabaseStatus with(Obstacle obstacle) {
        return new DatabaseStatus(
                "main", "postgresql", true, null, List.of(), new LockStatus("none", null, null), null, obstacle);
    }

    private static DatabaseStatus pending() {
        return new DatabaseStatus(
                "main",
                "postgresql",
                true,
                null,
                List.of(new MigrationStatus(1, "a", MigrationState.PENDING, null, null, null, false, null)),
                new LockStatus("none", null, null),
                null);
    }
}
