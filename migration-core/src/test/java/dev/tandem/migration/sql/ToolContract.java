package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.CreatedMigration;
import dev.tandem.migration.DatabaseInfo;
import dev.tandem.migration.Finding.Severity;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.NewMigration;
import dev.tandem.migration.ServerInfo;
import dev.tandem.migration.embedded.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every SQL database can tell and begin, whatever its dialect. */
abstract class ToolContract {

    @TempDir
    private Path directory;

    private TestDatabase database;
    Project project;

    abstract TestDatabase newDatabase();

    /** Creates a table with a column of text, {@code email}, and one that is called {@code id}. */
    abstract String createTable(String table);

    @BeforeEach
    void createDatabase() {
        database = newDatabase();
        project = new Project("main", database, directory);
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create_metrics",
                "add_orders_table",
                "create_user",
                "create_2fa",
                "add_plan_to_users",
                "remove_email_from_users",
                "index_users_by_email",
                "add_index_on_users",
                "rename_things"
            })
    void theExampleOfANewMigrationRunsUpDownAndUpOnceItIsUncommented(String name) throws IOException {
        project.migration("1_create_users", createTable("users") + ";", "DROP TABLE users;");
        List<Path> files = create(name).files();
        assertThat(project.sqlDatabase().migrations().get(1).up().statements()).isZero();
        assertThat(project.sqlDatabase().migrations().get(1).down().statements())
                .isZero();
        for (Path file : files) {
            String text = Files.readString(file);
            String example = text.substring(text.indexOf("\n\n")).replace("\n-- ", "\n");
            Files.writeString(file, example);
        }
        boolean hasExample = !name.equals("rename_things");
        assertThat(project.sqlDatabase().migrations().get(1).up().statements() > 0)
                .isEqualTo(hasExample);

        project.up();
        project.down(1);
        project.up();
        assertThat(project.states()).containsEntry(2L, MigrationState.APPLIED);
    }

    @Test
    void whatNobodyHasEditedIsAnEmptyMigrationAndWarnedOf() {
        create("create_metrics");
        assertThat(findings())
                .anyMatch(line -> line.matches("(?s)WARNING main \\d+: create_metrics holds no statement.*applied.*"))
                .anyMatch(
                        line -> line.matches("(?s)WARNING main \\d+: create_metrics holds no statement.*taken back.*"));
        project.up();
        project.down(1);
    }

    @Test
    void everyProblemOfEveryFileIsFoundAtOnce() {
        project.write("1_a.up.sql", "SELECT 1;\n\nSELECT 'unclosed");
        project.write("2_b.up.sql", "SELECT 1;");
        project.write("2_c.up.sql", "SELECT 1;");
        project.write("3_d.down.sql", "SELECT 1;");
        project.write("4_e.txt", "");
        project.write(".down.sql", "");
        project.write("5_f.up.sql", "-- +migrate Up\nSELECT 1;\n-- +migrate Up\nSELECT 2;\n");
        project.write("6_g.up.sql", "SELECT 1;");
        project.write("6_g.down.sql", "SELECT \"unclosed;");
        List<String> findings = findings();
        assertThat(findings)
                .anyMatch(line -> line.startsWith("ERROR main 1: A string is not closed"))
                .anyMatch(line -> line.contains("Two up files have the version 2"))
                .anyMatch(line -> line.contains("The down file of version 3 has no up file"))
                .anyMatch(line -> line.contains("4_e.txt starts with a version"))
                .anyMatch(line -> line.startsWith("ERROR main 5: This is a second Up section"))
                .anyMatch(line -> line.startsWith("ERROR main 6: A quoted identifier is not closed"))
                .anyMatch(line -> line.startsWith("WARNING main 2: b has no down"))
                .anyMatch(line -> line.startsWith("NOTE main: Its history was not compared"));
        assertThat(findings).filteredOn(line -> line.startsWith("ERROR")).hasSize(6);
        assertThat(project.manager().validate(false).stream()
                        .filter(finding -> finding.failure().message().startsWith("A string"))
                        .findFirst()
                        .orElseThrow()
                        .failure()
                        .line())
                .isEqualTo(3);
    }

    @Test
    void aDatabaseKnowsWhatWasApplied() {
        for (int i = 1; i <= 4; i++) {
            project.migration("00" + i + "_t" + i, createTable("t" + i) + ";", "DROP TABLE t" + i + ";");
        }
        project.up();
        assertThat(findings()).isEmpty();
        project.write("001_t1.up.sql", createTable("t1_differently") + ";");
        project.delete("003");
        project.write("000_late.up.sql", createTable("late") + ";");
        assertThat(findings())
                .anyMatch(line -> line.startsWith("ERROR main 0: late is pending, but version 4 is applied already"))
                .anyMatch(line -> line.startsWith("ERROR main 1: t1 was applied, and its file has changed since"))
                .anyMatch(line -> line.startsWith("ERROR main 3: t3 was applied, but its file is gone"));
        assertThat(project.manager().validate(false)).allMatch(finding -> finding.severity() == Severity.WARNING);
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsANote() {
        project.migration("1_a", createTable("a") + ";", "DROP TABLE a;");
        String nowhere = database.jdbcUrl().replaceFirst("(//[^:/]+):\\d+", "$1:1");
        project.with(builder -> builder.url(nowhere));
        assertThat(project.manager().validate(true))
                .singleElement()
                .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.NOTE));
        DatabaseInfo info = project.manager().info().get(0);
        assertThat(info.status().reachable()).isFalse();
        assertThat(info.server()).isNull();
        assertThat(project.manager().unreachable())
                .singleElement()
                .satisfies(failure -> assertThat(failure.database()).isEqualTo("main"));
    }

    @Test
    void infoTellsOfTheServerAndOfEarlierRuns() {
        project.migration("1_a", createTable("a") + ";", "DROP TABLE a;");
        project.migration("2_b", createTable("b") + ";", "DROP TABLE b;");
        DatabaseInfo before = project.manager().info().get(0);
        assertThat(before.server().historyExists()).isFalse();
        assertThat(before.runs()).isEmpty();
        assertThat(before.estimate()).isNull();

        project.up();
        project.down(1);
        DatabaseInfo info = project.manager().info().get(0);
        ServerInfo server = info.server();
        assertThat(server.version()).matches("\\d+\\..*");
        assertThat(server.roundTrip()).isPositive();
        assertThat(server.sizeBytes()).isPositive();
        assertThat(server.historyExists()).isTrue();
        assertThat(server.historyTable()).endsWith(".schema_migrations");
        assertThat(server.missingRights()).isEmpty();
        assertThat(info.estimate()).isEqualTo(info.status().migrations().get(0).duration());
        assertThat(info.runs()).hasSize(2);
        assertThat(info.runs().get(0).reverted()).isEqualTo(1);
        assertThat(info.runs().get(0).applied()).isZero();
        assertThat(info.runs().get(1).applied()).isEqualTo(2);
        assertThat(info.runs().get(1).by()).contains("@");
        assertThat(project.manager().unreachable()).isEmpty();
    }

    CreatedMigration create(String name) {
        return project.manager().create(NewMigration.named(name, null, false)).get(0);
    }

    List<String> findings() {
        return project.manager().validate(true).stream()
                .map(finding -> finding.severity() + " " + finding.failure().describe())
                .collect(Collectors.toList());
    }
}
