package dev.tandem.sample.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sample.process.SampleProcess.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every command and every way of spelling it that users of Go's tools have in their fingers, with the shipped jar. */
class EveryCommandIT {
    private static final String APPLIED = "SELECT string_agg(version::text, ',' ORDER BY version) FROM ("
            + "SELECT DISTINCT ON (version) version, state FROM schema_migrations WHERE version >= 0"
            + " ORDER BY version, seq DESC) s WHERE state = 'applied'";

    @RegisterExtension
    final Sample sample = new Sample();

    @BeforeEach
    void writeMigrations() {
        for (int version = 1; version <= 5; version++) {
            String name = "/00000" + version + "_t" + version;
            sample.write("postgres" + name + ".up.sql", "CREATE TABLE t" + version + " (id bigint PRIMARY KEY);\n");
            sample.write("postgres" + name + ".down.sql", "DROP TABLE t" + version + ";\n");
        }
        sample.write("clickhouse/000001_c1.up.sql", "CREATE TABLE c1 (n UInt64) ENGINE = MergeTree ORDER BY n;\n");
        sample.write("clickhouse/000001_c1.down.sql", "DROP TABLE c1;\n");
    }

    @Test
    void theSpellingsOfGosToolsWork() throws IOException {
        migrate("-db postgres -steps 2 up").endedWith(0);
        assertThat(applied()).isEqualTo("1,2");
        migrate("goto 5 --db postgres").endedWith(0);
        assertThat(applied()).isEqualTo("1,2,3,4,5");
        migrate("steps -steps -1 --db=postgres --yes").endedWith(0);
        assertThat(applied()).isEqualTo("1,2,3,4");
        migrate("-steps -1 down -db postgres -yes").endedWith(0);
        assertThat(applied()).isEqualTo("1,2,3");
        assertThat(migrate("-dry-run down -db postgres").endedWith(0).out()).contains("DROP TABLE t3;");
        assertThat(applied()).isEqualTo("1,2,3");
        migrate("-version 0 force -db postgres --yes").endedWith(0);
        assertThat(applied()).isEqualTo("null");
        migrate("force 3 --db postgres --yes").endedWith(0);
        assertThat(applied()).isEqualTo("1,2,3");
        migrate("rollback --db postgres --yes").endedWith(0);
        migrate("to 1 --db postgres --yes").endedWith(0);
        assertThat(applied()).isEqualTo("1");

        migrate("-db clickhouse -name create_metrics create").endedWith(0);
        assertThat(files("clickhouse")).contains("000002_create_metrics.up.sql", "000002_create_metrics.down.sql");
        migrate("create add_users_table --db postgres").endedWith(0);
        assertThat(files("postgres")).contains("000006_add_users_table.up.sql", "000006_add_users_table.down.sql");
        migrate("new Add_Two --db postgres --format single").endedWith(0);
        assertThat(files("postgres")).contains("000007_add_two.sql");
        assertThat(migrate("create a_table").endedWith(2).err()).contains("--db");
    }

    @Test
    void everyCommandAnswersWithItsExitCode() throws IOException {
        assertThat(migrate("validate").endedWith(0).out()).contains("Valid");
        assertThat(migrate("wait --timeout 20s").endedWith(0).err()).doesNotContain("pending");
        assertThat(migrate("wait --migrated --timeout 1s").endedWith(5).err()).contains("pending");
        migrate("status --check").endedWith(3);
        migrate("up").endedWith(0);
        migrate("wait --migrated --timeout 20s").endedWith(0);
        assertThat(migrate("version").endedWith(0).out()).contains("000005", "000001");
        assertThat(migrate("info --db postgres").endedWith(0).out())
                .contains("advisory", "missing rights")
                .doesNotContain("password=postgres");
        migrate("baseline 4 --db postgres --yes").endedWith(7);
        migrate("repair --yes --db all").endedWith(0);
        assertThat(migrate("adopt --db postgres --yes").endedWith(2).err()).contains("nothing to adopt");

        Path seed = Files.writeString(sample.directory().resolve("rows.yaml"), "t1:\n  - id: 7\n  - id: 8\n");
        migrate("seed -file " + seed).endedWith(0);
        assertThat(sample.inPostgres("SELECT count(*) FROM t1")).containsExactly("2");
        assertThat(migrate("seed -file /nowhere.yaml").endedWith(1).err()).contains("/nowhere.yaml");
        migrate("seed --truncate -file " + seed).endedWith(7);
        sample.with("TANDEM_PROTECTED", "true");
        assertThat(migrate("drop --db postgres --yes").endedWith(7).err()).contains("tandem.protected");
        sample.without("TANDEM_PROTECTED");

        sample.write("postgres/000002_t2.up.sql", "CREATE TABLE t2 (id bigint PRIMARY KEY, more text);\n");
        assertThat(migrate("up").endedWith(6).err()).contains("000002", "t2");
        assertThat(migrate("validate --output github").endedWith(6).out()).contains("::error");
        migrate("repair --yes --db postgres").endedWith(0);
        migrate("up").endedWith(0);
        assertThat(migrate("completion bash").endedWith(0).out()).contains("complete");
        assertThat(migrate("--version").endedWith(0).out()).containsPattern("\\d+\\.\\d+");
        assertThat(migrate("seed --help").endedWith(0).out()).contains("seed");
    }

    @Test
    void aDirtyDatabaseIsExitCodeFourUntilSomebodyDecides() {
        sample.write(
                "clickhouse/000002_c2.up.sql",
                "INSERT INTO c1 SELECT throwIf(number = 99000, 'no') + number"
                        + " FROM numbers(100000) SETTINGS max_block_size = 1000, min_insert_block_size_rows = 1000;\n");
        assertThat(migrate("up").code()).isNotZero();
        assertThat(migrate("up").endedWith(4).err()).contains("--resume retry", "--resume skip");
        migrate("status").endedWith(4);
        migrate("up --resume skip").endedWith(7);
        migrate("up --resume skip --db clickhouse --yes").endedWith(0);
        migrate("status").endedWith(0);
    }

    private Result migrate(String words) {
        return sample.migrate(sample.ownFiles(words.split(" ", -1)));
    }

    private String applied() {
        return String.valueOf(sample.inPostgres(APPLIED).get(0));
    }

    private List<String> files(String database) throws IOException {
        try (Stream<Path> files = Files.list(sample.directory().resolve("own").resolve(database))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
