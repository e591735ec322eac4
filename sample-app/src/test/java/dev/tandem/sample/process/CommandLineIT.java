package dev.tandem.sample.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sample.process.SampleProcess.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an operator and their scripts depend on: exit codes, and what is written to which stream. */
class CommandLineIT {
    private static final String POSTGRES_TABLES = "SELECT relname FROM pg_class"
            + " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname";
    private static final String CLICKHOUSE_TABLES =
            "SELECT name FROM system.tables WHERE database = currentDatabase() AND comment != 'tandem lock' ORDER BY name";

    @RegisterExtension
    final Sample sample = new Sample();

    @Test
    void whatOnlyLooksCreatesNothing() {
        Result text = sample.migrate("status").endedWith(0);
        assertThat(text.out())
                .containsSubsequence(
                        "postgres (postgresql) has none applied, " + Shipped.migrations("postgres") + " pending",
                        "000001   create_users",
                        "clickhouse (clickhouse) has none applied, " + Shipped.migrations("clickhouse") + " pending",
                        "000001   create_traces");
        assertThat(sample.migrate("status", "--check", "--quiet").endedWith(3).err())
                .isEmpty();

        Result json = sample.run("--spring.profiles.active=x", "migrate", "status", "--output", "json")
                .endedWith(0);
        JsonNode databases = json(json).get("databases");
        assertThat(databases).hasSize(2);
        assertThat(databases.get(0).get("name").asString()).isEqualTo("postgres");
        assertThat(databases.get(0).get("current").isNull()).isTrue();
        assertThat(databases.get(1).get("pending").asInt()).isEqualTo(Shipped.migrations("clickhouse"));

        Result dry = sample.migrate("up", "--dry-run").endedWith(0);
        assertThat(dry.out())
                .containsSubsequence(
                        "BEGIN", "CREATE TABLE IF NOT EXISTS users", "COMMIT", "CREATE TABLE IF NOT EXISTS traces");

        assertThat(sample.inPostgres(POSTGRES_TABLES)).isEmpty();
        assertThat(sample.inClickhouse(CLICKHOUSE_TABLES)).isEmpty();
    }

    @Test
    void nothingIsTakenBackOrDroppedWithoutAWord() {
        assertThat(sample.migrate("-db", "postgres", "up").endedWith(0).out())
                .contains("Done: " + Shipped.migrations("postgres") + " migrations applied.");
        assertThat(sample.inClickhouse(CLICKHOUSE_TABLES)).isEmpty();
        Result up = sample.migrate("up", "--output=json").endedWith(0);
        assertThat(json(up).get("outcome").asString()).isEqualTo("done");
        assertThat(json(up).get("steps")).hasSize(Shipped.migrations("clickhouse"));
        Schema before = Schema.of(sample);

        Result nobody = sample.migrate("down").endedWith(7);
        assertThat(nobody.out()).containsSubsequence("clickhouse", "down", "applied", "postgres", "down", "applied");
        assertThat(nobody.err()).contains("Not confirmed: there is no terminal on which to ask.", "--yes", "--db");
        assertThat(sample.migrate("down", "--yes").endedWith(7).err())
                .contains("Add --db to say which: postgres or clickhouse, or all.");
        assertThat(sample.migrate("drop").endedWith(7).err()).contains("Not confirmed");
        assertThat(Schema.of(sample)).isEqualTo(before);

        assertThat(sample.migrate("down", "--yes", "--db", "postgres")
                        .endedWith(0)
                        .out())
                .contains("Done: 1 migration taken back.");
        assertThat(Schema.of(sample).postgres()).isNotEqualTo(before.postgres());
        assertThat(Schema.of(sample).clickhouse()).isEqualTo(before.clickhouse());

        assertThat(sample.migrate("drop", "--yes", "--db", "clickhouse")
                        .endedWith(0)
                        .out())
                .contains("Done: emptied clickhouse.");
        assertThat(sample.inClickhouse(CLICKHOUSE_TABLES)).isEmpty();
        assertThat(sample.inPostgres(POSTGRES_TABLES)).contains("users", "schema_migrations");
    }

    @Test
    void aWrongCommandLineOrConfigurationIsExitCodeTwo() {
        Result word = sample.migrate("upp").endedWith(2);
        assertThat(word.out()).isEmpty();
        assertThat(word.err()).contains("Did you mean up?");
        assertThat(sample.migrate("up", "--db", "mysql").endedWith(2).err())
                .contains("There is no database named mysql.", "postgres", "clickhouse");
        Result engine = sample.with("CLICKHOUSE_MIGRATIONS_ENGINE", "Log").migrate("status", "--output", "json");
        assertThat(engine.endedWith(2).err()).contains("clickhouse", "engine");
        assertThat(json(engine).get("outcome").asString()).isEqualTo("failed");
    }

    @Test
    void aDatabaseThatIsAwayIsExitCodeEightAndDoesNotHideTheOther() throws IOException {
        sample.with("CLICKHOUSE_URL", "jdbc:clickhouse://localhost:" + closedPort() + "/default");
        Result status = sample.migrate("status").endedWith(8);
        assertThat(status.out())
                .contains("postgres (postgresql) has none applied", "clickhouse (clickhouse) cannot be reached");
        Result up = sample.migrate("up", "--output", "json").endedWith(8);
        assertThat(json(up).get("error").get("database").asString()).isEqualTo("clickhouse");
        assertThat(sample.inPostgres(POSTGRES_TABLES)).isEmpty();
    }

    @Test
    void theVariablesOfTheApplicationReachIt() throws IOException {
        sample.write("postgres/000001_only.up.sql", "CREATE TABLE only_one (n int);");
        sample.write(
                "clickhouse/000001_only.up.sql", "CREATE TABLE only_one (n UInt64) ENGINE = MergeTree ORDER BY n;");
        Files.writeString(
                sample.directory().resolve(".env"), "DB_MIGRATIONS_PATH=file:" + sample.directory() + "/own\n");
        sample.with("DB_MIGRATIONS_TABLE", "migration_history")
                .with("CLICKHOUSE_MIGRATIONS_ENGINE", "ReplacingMergeTree")
                .migrate("up")
                .endedWith(0);
        assertThat(sample.inPostgres(POSTGRES_TABLES)).containsExactly("migration_history", "only_one");
        assertThat(sample.inClickhouse(CLICKHOUSE_TABLES)).containsExactly("migration_history", "only_one");
        assertThat(sample.inClickhouse("SELECT engine FROM system.tables WHERE database = currentDatabase()"
                        + " AND name = 'migration_history'"))
                .containsExactly("ReplacingMergeTree");
    }

    /** All of standard output. */
    private static JsonNode json(Result result) {
        return JsonMapper.builder()
                .enable(tools.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build()
                .readTree(result.out());
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
