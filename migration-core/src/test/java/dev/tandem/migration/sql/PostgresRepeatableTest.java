package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.migration.MigrationState;
import dev.tandem.migration.Report;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PostgresRepeatableTest extends RepeatableContract {

    @Override
    TestDatabase newDatabase() {
        return DatabasesForTests.postgres();
    }

    @Override
    String createTable() {
        return "CREATE TABLE t (n int)";
    }

    private long number() {
        return Jdbc.number(database.jdbcUrl(), "SELECT n FROM numbers");
    }

    @Test
    void nothingOfAFailedOneIsLeftAndItIsAppliedAsItWas() {
        project.up();
        project.write("R_numbers.sql", view("n + 20") + WRONG);

        assertThatThrownBy(project::up).isInstanceOf(StatementFailedException.class);

        assertThat(number()).isEqualTo(11);
        assertThat(project.state("numbers")).isEqualTo(MigrationState.PENDING);
        project.write("R_numbers.sql", view("n + 10"));
        assertThat(project.state("numbers")).isEqualTo(MigrationState.APPLIED);
        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.NOTHING);
    }

    @Test
    void isPartOfTheOneTransactionOfARun() {
        project.with(builder -> builder.transaction(TransactionScope.ALL));
        project.write("R_numbers.sql", view("n + 10") + WRONG);

        assertThatThrownBy(project::up).isInstanceOf(StatementFailedException.class);
        assertThat(project.states()).containsEntry(1L, MigrationState.PENDING);

        project.write("R_numbers.sql", view("n + 10"));
        project.up();
        assertThat(number()).isEqualTo(11);
    }

    @Test
    void runsOutsideOfATransactionAndIsResumedThere() {
        project.write(
                "R_numbers.sql",
                "CREATE INDEX CONCURRENTLY IF NOT EXISTS t_n ON t (n);\n" + view("n + 10") + WRONG + "VACUUM t;\n");

        assertThatThrownBy(project::up).isInstanceOf(StatementFailedException.class);
        assertThat(project.state("numbers")).isEqualTo(MigrationState.RESUMABLE);
        assertThat(project.status().pending()).isEqualTo(1);

        project.write(
                "R_numbers.sql",
                "CREATE INDEX CONCURRENTLY IF NOT EXISTS t_n ON t (n);\n" + view("n + 10") + "VACUUM t;\n");
        Report resumed = project.up();
        assertThat(resumed.steps().get(0).step().completed()).isEqualTo(3);
        assertThat(project.state("numbers")).isEqualTo(MigrationState.APPLIED);
        assertThat(number()).isEqualTo(11);
    }

    @Test
    void isRunFromItsBeginningWhenWhatRanOfItHasChanged() {
        String index = "CREATE INDEX CONCURRENTLY IF NOT EXISTS t_n ON t (n);\n";
        project.write("R_numbers.sql", index + view("n + 10") + WRONG);
        assertThatThrownBy(project::up).isInstanceOf(StatementFailedException.class);

        project.write("R_numbers.sql", index + view("n + 20"));
        assertThat(project.state("numbers")).isEqualTo(MigrationState.PENDING);
        assertThat(project.up().steps().get(0).step().completed()).isZero();
        assertThat(number()).isEqualTo(21);
    }

    @Test
    void nothingDueIsStillOneQuery() throws IOException {
        project.up();
        Matcher port = Pattern.compile("(//[^/:]+:)(\\d+)").matcher(database.jdbcUrl());
        assertThat(port.find()).isTrue();
        try (TcpProxy proxy = new TcpProxy(Integer.parseInt(port.group(2)))) {
            project.with(builder -> builder.url(port.replaceFirst("$1" + proxy.port())));

            assertThat(project.up().outcome()).isEqualTo(Report.Outcome.NOTHING);

            assertThat(proxy.sent()).hasSize(1);
            assertThat(SentQueries.of(proxy.sent().get(0)).texts()).hasSize(1);
        }
    }
}
