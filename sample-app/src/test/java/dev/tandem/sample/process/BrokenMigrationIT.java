package dev.tandem.sample.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sample.process.SampleProcess.Result;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A migration whose third statement is wrong. */
class BrokenMigrationIT {
    private static final String POSTGRES_MENDED = """
            CREATE TABLE first (id bigint);

            INSERT INTO first VALUES (1);

            ALTER TABLE first
                ADD COLUMN other bigint;

            CREATE TABLE last (id bigint);
            """;
    private static final String POSTGRES_BROKEN =
            POSTGRES_MENDED.replace("other bigint", "other bigint REFERENCES nowhere (id)");

    // Neither of the first two could be run twice: the one would fail, the other would be counted.
    private static final String CLICKHOUSE_MENDED = """
            CREATE TABLE first (id UInt64) ENGINE = MergeTree ORDER BY id;

            INSERT INTO first VALUES (1);

            ALTER TABLE first
                ADD COLUMN other UInt64;

            CREATE TABLE last (id UInt64) ENGINE = MergeTree ORDER BY id;
            """;
    private static final String CLICKHOUSE_BROKEN =
            CLICKHOUSE_MENDED.replace("ALTER TABLE first", "ALTER TABLE nowhere");

    @RegisterExtension
    final Sample sample = new Sample();

    @BeforeEach
    void writeWhatWorks() {
        sample.write("postgres/000001_good.up.sql", "CREATE TABLE good (id bigint);");
        sample.write("clickhouse/000001_good.up.sql", "CREATE TABLE good (id UInt64) ENGINE = MergeTree ORDER BY id;");
    }

    @Test
    void postgresHoldsNothingOfItAndTheApplicationDoesNotStart() {
        Path file = sample.write("postgres/000002_broken.up.sql", POSTGRES_BROKEN);

        Result start = sample.start(sample.ownFiles()).result().endedWith(1);

        assertThat(start.out())
                .doesNotContain("Tomcat started")
                .containsSubsequence(
                        "APPLICATION FAILED TO START",
                        "Description:",
                        "postgres 2: broken failed: relation \"nowhere\" does not exist (SQLSTATE 42P01)",
                        "file: " + file + ":5",
                        "statement 3: ALTER TABLE first",
                        "ADD COLUMN other bigint REFERENCES nowhere (id)",
                        "Applied before:\n  postgres 1 good\n",
                        "Not run:\n  clickhouse 1 good\n",
                        "Action:",
                        "Nothing of it is left in the database. Mend the file and run again.");
        assertThat(sample.inPostgres("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                        + " AND relkind = 'r' ORDER BY relname"))
                .containsExactly("good", "schema_migrations");
        assertThat(sample.inClickhouse("SELECT name FROM system.tables WHERE database = currentDatabase()"
                        + " AND comment != 'tandem lock'"))
                .as("ClickHouse comes after PostgreSQL")
                .isEmpty();

        Result command = sample.migrate(sample.ownFiles("up")).endedWith(1);
        assertThat(command.err())
                .contains(
                        "postgres 2: broken failed: relation \"nowhere\" does not exist",
                        file + ":5",
                        "statement 3: ALTER TABLE first",
                        "not run: clickhouse 000001 good");

        sample.write("postgres/000002_broken.up.sql", POSTGRES_MENDED);
        sample.migrate(sample.ownFiles("up")).endedWith(0);
        assertThat(sample.inPostgres("SELECT count(*) FROM first")).containsExactly("1");
        assertThat(sample.inClickhouse("SELECT count() FROM good")).containsExactly("0");
    }

    @Test
    void clickhouseSaysWhatIsLeftAndGoesOnOnceTheFileIsMended() {
        Path file = sample.write("clickhouse/000002_broken.up.sql", CLICKHOUSE_BROKEN);
        String advice = "The 2 statements before it are done and stay. This one has left nothing: mend it in the file"
                + " and run again; the run goes on at statement 3.";

        Result command = sample.migrate(sample.ownFiles("up")).endedWith(1);
        assertThat(command.err())
                .containsSubsequence(
                        "clickhouse 2: broken failed: Code: 60.",
                        "nowhere",
                        "UNKNOWN_TABLE",
                        "file: " + file + ":5",
                        "statement 3: ALTER TABLE nowhere",
                        advice,
                        "applied before: postgres 000001 good, clickhouse 000001 good");
        assertThat(sample.migrate(sample.ownFiles("status")).endedWith(0).out()).contains("1 resumable");

        Result start = sample.start(sample.ownFiles()).result().endedWith(1);
        assertThat(start.out())
                .doesNotContain("Tomcat started")
                .containsSubsequence(
                        "APPLICATION FAILED TO START",
                        "clickhouse 2: broken failed: Code: 60.",
                        "file: " + file + ":5",
                        "statement 3: ALTER TABLE nowhere",
                        "Nothing was applied before.",
                        advice);

        sample.write("clickhouse/000002_broken.up.sql", CLICKHOUSE_MENDED);
        SampleProcess mended = sample.start(sample.ownFiles());
        assertThat(mended.port()).isPositive();
        assertThat(mended.tandemLog()).anyMatch(line -> line.startsWith("clickhouse is at version 2, 1 migration"));
        assertThat(sample.inClickhouse("SELECT count() FROM first")).containsExactly("1");
        assertThat(sample.inClickhouse("SELECT name FROM system.columns WHERE database = currentDatabase()"
                        + " AND table = 'first' ORDER BY position"))
                .containsExactly("id", "other");
        assertThat(sample.inClickhouse("EXISTS TABLE last")).containsExactly("1");
    }
}
