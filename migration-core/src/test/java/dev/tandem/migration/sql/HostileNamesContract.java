package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.migration.Command;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.Report;
import dev.tandem.migration.embedded.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a name in the configuration or of a file holds, it is that very name and no SQL. */
public abstract class HostileNamesContract {
    @TempDir
    Path directory;

    private TestDatabase database;
    private Project project;

    protected abstract TestDatabase open();

    protected abstract String createTable(String name);

    /** A query for the names of all tables of the database. */
    protected abstract String tables();

    @BeforeEach
    void createDatabase() {
        database = open();
        project = new Project("db", database, directory.resolve("migrations"));
        Jdbc.execute(database.jdbcUrl(), createTable("canary"));
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    protected TestDatabase database() {
        return database;
    }

    protected Project project() {
        return project;
    }

    static List<String> names() {
        return List.of(
                "we\"ird",
                "o'brien",
                "back`tick",
                "back\\slash",
                "x\"; DROP TABLE canary; --",
                "x`; DROP TABLE canary; --",
                "x'; DROP TABLE canary; --",
                "sp ace ",
                "ünïcødé 表 🐘",
                "--",
                "/* x */",
                "select",
                "$$",
                "${name}",
                "{name:String}",
                "%s",
                "a.b",
                "tab\tand\nline",
                "?");
    }

    @ParameterizedTest
    @MethodSource("names")
    void aHistoryOfAnyNameIsThatVeryTable(String name) {
        project.with(builder -> builder.table(name)).migration("1_a", createTable("a"), "DROP TABLE a;");

        everythingWorks();

        assertThat(Jdbc.strings(database.jdbcUrl(), tables())).containsExactlyInAnyOrder("canary", name);
    }

    protected void everythingWorks() {
        assertThat(project.states()).containsValue(MigrationState.PENDING);
        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.DONE);
        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.NOTHING);
        assertThat(project.states()).containsValue(MigrationState.APPLIED);
        assertThat(project.manager().info().get(0).server().historyExists()).isTrue();
        project.manager().dryRun(Command.down(1), new StringBuilder());
        project.manager().rows();
        assertThat(project.down(1).outcome()).isEqualTo(Report.Outcome.DONE);
    }

    @Test
    void aNameWithANulIsRefused() {
        project.with(builder -> builder.table("a\0b")).migration("1_a", createTable("a"), "");

        assertThatThrownBy(project::up)
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("tandem.databases.db.table");
    }

    @ParameterizedTest
    @ValueSource(strings = {"o'brien", "x'; DROP TABLE canary; --", "we\"ird \\ `name` ünï $$ ?"})
    void theNameOfAMigrationIsRecordedAsItIs(String name) {
        project.migration("1_" + name, createTable("a"), "DROP TABLE a;").up();

        assertThat(project.status().migrations().get(0).name()).isEqualTo(name);
        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT name FROM schema_migrations WHERE state = 'applied'"))
                .containsExactly(name);
        assertThat(Jdbc.strings(database.jdbcUrl(), tables())).contains("canary", "a");
    }

    @Test
    void whoeverRunsItIsRecordedAsHeIsCalled() {
        String user = System.getProperty("user.name");
        String hostile = "o'brien\\'; DROP TABLE canary; --";
        System.setProperty("user.name", hostile);
        try {
            project.migration("1_a", createTable("a"), "").up();
        } finally {
            System.setProperty("user.name", user);
        }

        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT applied_by FROM schema_migrations WHERE state = 'applied'"))
                .singleElement()
                .asString()
                .startsWith(hostile + "@");
        assertThat(Jdbc.strings(database.jdbcUrl(), tables())).contains("canary");
    }
}
