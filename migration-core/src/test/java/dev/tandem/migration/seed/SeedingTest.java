package dev.tandem.migration.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.Command;
import dev.tandem.migration.seed.SeedReport.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seed files on both real databases. */
class SeedingTest extends SeedTestCase {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    @ParameterizedTest
    @ValueSource(strings = {"dev", "demo", "test"})
    void theFilesOfThisRepositoryFitItsMigrationsAndChangeNothingTheSecondTime(String name) {
        project.migrations(ROOT.resolve("migrations")).manager().run(Command.up());
        Path file = ROOT.resolve("seeds/" + name + ".yaml");

        SeedReport first = project.seed(file, project.options());
        List<String> versions = project.inPostgres("SELECT xmin || ' ' || id FROM users ORDER BY id");
        SeedReport second = project.seed(file, project.options());

        assertThat(first.tables()).extracting(Table::table).contains("users", "projects", "traces", "spans");
        assertThat(first.tables()).allMatch(table -> table.inserted() == table.rows() && table.rows() > 0);
        assertThat(second.tables()).allMatch(table -> table.unchanged() == table.rows() && table.rows() > 0);
        assertThat(project.inPostgres("SELECT xmin || ' ' || id FROM users ORDER BY id"))
                .isEqualTo(versions)
                .isNotEmpty();
        assertThat(project.inClickHouse("SELECT toString(count()) FROM traces"))
                .containsExactly(Long.toString(rows(first, "traces")));
        project.manager().run(Command.down(Command.ALL));
    }

    @Test
    void theExampleOfTheDocumentationWorksAsPrinted() throws IOException {
        project.migrations(ROOT.resolve("migrations")).manager().run(Command.up());
        String documentation = Files.readString(ROOT.resolve("docs/seeds.md"));
        int start = documentation.indexOf("```yaml") + "```yaml".length();
        String example = documentation.substring(start, documentation.indexOf("```", start));

        assertThat(project.seed(example).tables())
                .extracting(table -> table.database() + " " + table.table() + " " + table.inserted())
                .containsExactly("postgres users 1", "postgres organizations 1", "clickhouse traces 1");
        assertThat(project.inPostgres("SELECT email FROM users")).containsExactly("owner@local.example");
    }

    private static long rows(SeedReport report, String table) {
        return report.tables().stream()
                .filter(one -> one.table().equals(table))
                .findFirst()
                .orElseThrow()
                .rows();
    }

    @Test
    void insertsWhatIsNewUpdatesWhatDiffersAndLeavesTheRestAlone() {
        project.postgres("CREATE TABLE users (id int PRIMARY KEY, name text, plan text DEFAULT 'free')");
        project.seed("users:\n- {id: 1, name: Ada}\n- {id: 2, name: Ben, plan: pro}\n");

        SeedReport report = project.seed("""
                users:
                - {id: 3, name: Cleo}
                - {id: 2, name: Benjamin}
                - {id: 1, name: Ada}
                """);

        assertThat(report.tables()).containsExactly(new Table("postgres", "users", 3, 1, 1, 1));
        assertThat(project.inPostgres("SELECT concat_ws(' ', id, name, plan) FROM users ORDER BY id"))
                .containsExactly("1 Ada free", "2 Benjamin pro", "3 Cleo free");
    }

    @Test
    void leavesOutRowsWhoseSortingKeyClickHouseHas() {
        project.clickhouse(
                "CREATE TABLE spans (trace String, id UInt64, name String DEFAULT 'none') ENGINE = MergeTree ORDER BY (trace, id)",
                "INSERT INTO spans VALUES ('a', 1, 'old')");

        SeedReport report = project.seed("""
                spans:
                - {trace: a, id: 1, name: new}
                - {trace: a, id: 2}
                - {trace: b, id: 1, name: x}
                - {trace: b, id: 1, name: y}
                """);

        assertThat(report.tables()).containsExactly(new Table("clickhouse", "spans", 4, 2, 0, 2));
        assertThat(project.inClickHouse("SELECT concat(trace, toString(id), name) FROM spans ORDER BY trace, id"))
                .containsExactly("a1old", "a2none", "b1x");
    }

    @Test
    void rowsOfOneTableMayReferToEachOtherInAnyOrderAndHaveDifferentColumns() {
        project.postgres(
                "CREATE TABLE nodes (id int PRIMARY KEY, parent int REFERENCES nodes, name text NOT NULL DEFAULT 'leaf')");

        project.seed("nodes:\n- {id: 3, parent: 2}\n- {id: 1, name: root}\n- {id: 2, name: null-ish, parent: 1}\n");

        assertThat(project.inPostgres("SELECT concat_ws(' ', id, parent, name) FROM nodes ORDER BY id"))
                .containsExactly("1 root", "2 1 null-ish", "3 2 leaf");
    }

    @Test
    void sequencesGoOnBehindTheRowsThatGiveTheirNumber() {
        project.postgres(
                "CREATE TABLE a (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text)",
                "CREATE TABLE \"S e'r\" (\"i d\" serial PRIMARY KEY, name text)");

        project.seed("a:\n- {id: 7, name: x}\nS e'r:\n- {i d: 5, name: y}\n");
        project.seed("a:\n- {id: 2, name: z}\n");
        project.postgres("INSERT INTO a (name) VALUES ('next')", "INSERT INTO \"S e'r\" (name) VALUES ('next')");

        assertThat(project.inPostgres("SELECT id || name FROM a ORDER BY id")).containsExactly("2z", "7x", "8next");
        assertThat(project.inPostgres("SELECT \"i d\" || name FROM \"S e'r\" ORDER BY 1"))
                .containsExactly("5y", "6next");
    }

    @Test
    void aUniqueConstraintRecognisesRowsWithoutTheirPrimaryKey() {
        project.postgres(
                "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, slug text UNIQUE, name text)");

        project.seed("t:\n- {slug: a, name: one}\n");
        SeedReport again = project.seed("t:\n- {slug: a, name: two}\n- {slug: b, name: three}\n");

        assertThat(again.tables()).containsExactly(new Table("postgres", "t", 2, 1, 1, 0));
        assertThat(project.inPostgres("SELECT id || slug || name FROM t ORDER BY slug"))
                .containsExactly("1atwo", "2bthree");
    }

    @Test
    void databasesAreNamedOrLookedThroughAndSoAreSchemas() {
        project.postgres(
                "CREATE TABLE both_have (id int PRIMARY KEY)",
                "CREATE SCHEMA app",
                "CREATE TABLE app.users (id int PRIMARY KEY)",
                "CREATE TABLE \"dotted.name\" (id int PRIMARY KEY)");
        project.clickhouse("CREATE TABLE both_have (id UInt8) ENGINE = MergeTree ORDER BY id");

        SeedReport report = project.seed("""
                app.users:
                - id: 1
                dotted.name:
                - id: 2
                clickhouse:
                  both_have:
                  - id: 3
                postgres:
                  both_have: [{id: 4}, {id: 5}]
                """);

        assertThat(report.tables())
                .extracting(table -> table.database() + " " + table.table() + " " + table.inserted())
                .containsExactly(
                        "postgres app.users 1",
                        "postgres dotted.name 1",
                        "clickhouse both_have 1",
                        "postgres both_have 2");
    }

    @Test
    void hostileNamesAreNames() {
        project.postgres("CREATE TABLE \"a\"\"; DROP TABLE x; --\" (\"i?'\"\"d\" text PRIMARY KEY, \"select\" text)");
        project.clickhouse(
                "CREATE TABLE `b\\`; '` (`i\\`?d` String, `ö '\\\\` String) ENGINE = MergeTree ORDER BY `i\\`?d`");

        SeedReport report = project.seed("""
                'a"; DROP TABLE x; --':
                - 'i?''"d': "it's; \\\\ \\t \\n \\" $1 ? {}"
                  select: 'x'
                "b`; '":
                - 'i`?d': "it's; \\\\ \\t \\n \\" $1 ? {}"
                  'ö ''\\': ü
                """);
        SeedReport again = project.seed(folder.resolve("seed.yaml"), project.options());

        assertThat(report.tables()).allMatch(table -> table.inserted() == 1);
        assertThat(again.tables()).hasSize(2).allMatch(table -> table.unchanged() == 1);
        assertThat(project.inPostgres("SELECT \"i?'\"\"d\" FROM \"a\"\"; DROP TABLE x; --\""))
                .containsExactly("it's; \\ \t \n \" $1 ? {}");
        assertThat(project.inClickHouse("SELECT `i\\`?d` FROM `b\\`; '`")).containsExactly("it's; \\ \t \n \" $1 ? {}");
    }

    @Test
    void aPercentSignInANameOrATypeIsOne() {
        project.clickhouse("CREATE TABLE `100%` (`50%d` Enum8('5%s' = 1)) ENGINE = MergeTree ORDER BY `50%d`");
        Path file = project.write("100%:\n- 50%d: 5%s\n");

        assertThat(project.seed(file, project.options()).tables().get(0).inserted())
                .isEqualTo(1);
        assertThat(project.seed(file, project.options()).tables().get(0).unchanged())
                .isEqualTo(1);
    }

    @Test
    void truncatesBeforeWhenAskedTo() {
        project.postgres(
                "CREATE TABLE parents (id int PRIMARY KEY)",
                "CREATE TABLE children (id int PRIMARY KEY, parent int REFERENCES parents)",
                "INSERT INTO parents VALUES (1), (2)",
                "INSERT INTO children VALUES (1, 1)");
        project.clickhouse("CREATE TABLE c (id UInt8) ENGINE = MergeTree ORDER BY id", "INSERT INTO c VALUES (9)");
        Path file = project.write("parents:\n- id: 3\nchildren: []\nc:\n- id: 1\n");

        project.seed(file, project.options().truncating());

        assertThat(project.inPostgres("SELECT id FROM parents")).containsExactly("3");
        assertThat(project.inPostgres("SELECT id FROM children")).isEmpty();
        assertThat(project.inClickHouse("SELECT toString(id) FROM c")).containsExactly("1");
    }

    @Test
    void aDryRunCountsAndWritesNothing() {
        project.postgres("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (9)");
        Path file = project.write("t:\n- id: 1\n- id: 2\n");

        SeedReport report = project.seed(file, project.options().truncating().dry());

        assertThat(report.dryRun()).isTrue();
        assertThat(report.tables()).containsExactly(new Table("postgres", "t", 2, 0, 0, 0));
        assertThat(project.inPostgres("SELECT id FROM t")).containsExactly("9");
    }

    @Test
    void severalFilesAreOneTransaction() {
        project.postgres(
                "CREATE TABLE a (id int PRIMARY KEY)", "CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a)");
        SeedFile first = SeedFile.at(
                project.write("1.yaml", "a:\n- id: 1\n").toString(), getClass().getClassLoader());
        SeedFile second = SeedFile.at(
                "file:" + project.write("2.yaml", "b:\n- {id: 1, a: 1}\n"),
                getClass().getClassLoader());

        Seeding.run(project.manager(), List.of(first, second), project.options());

        assertThat(project.inPostgres("SELECT (a.xmin = b.xmin)::text FROM a, b"))
                .containsExactly("true");
    }

    @Test
    void readsOutOfTheClassPathToo() {
        project.postgres("CREATE TABLE seeded (id int PRIMARY KEY)");
        SeedFile file =
                SeedFile.at("classpath:/seeds/class-path.yaml", getClass().getClassLoader());

        assertThat(Seeding.run(project.manager(), List.of(file), project.options())
                        .rows())
                .isEqualTo(2);
        assertThat(file.location()).startsWith("file:").endsWith("seeds/class-path.yaml");
    }

    @Test
    void anEmptyFileIsNothingToDo() {
        assertThat(project.seed("# nothing yet\n").tables()).isEmpty();
    }
}
