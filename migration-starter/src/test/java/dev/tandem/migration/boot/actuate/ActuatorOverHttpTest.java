package dev.tandem.migration.boot.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.json.JsonContent;
import org.springframework.test.json.JsonContentAssert;

class ActuatorOverHttpTest {
    @TempDir
    Path folder;

    private final TestDatabase postgres = DatabasesForTests.postgres();
    private final TestDatabase clickhouse = DatabasesForTests.clickhouse();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();
    private String address = "";

    @AfterEach
    void endApplicationsAndDropDatabases() {
        contexts.forEach(ConfigurableApplicationContext::close);
        postgres.close();
        clickhouse.close();
    }

    @Test
    void currentDatabasesAreUpAndShown() throws Exception {
        start("--tandem.auto-migrate=true");
        json(get("/health/migrations", 200))
                .has("$.status", "UP")
                .has("$.components.postgres.status", "UP")
                .has("$.components.postgres.details.current", 2)
                .has("$.components.postgres.details.pending", 0)
                .has("$.components.clickhouse.status", "UP")
                .has("$.components.clickhouse.details.current", 1)
                .has("$.components.clickhouse.details.pending", 0);
        String migrations = get("/migrations", 200);
        json(migrations).has("$.databases.length()", 2);
        assertThat(migrations)
                .contains(
                        "\"name\":\"postgres\",\"kind\":\"postgresql\",\"reachable\":true,\"current\":2,\"pending\":0,"
                                + "\"dirty\":false,\"migrations\":[{\"version\":1,\"name\":\"accounts\",\"state\":\"applied\"")
                .contains("\"holder\":null")
                .contains("\"running\":null")
                .contains("\"outcome\":\"done\"");
    }

    @Test
    void oneDatabaseIsShownByItsName() throws Exception {
        start("--tandem.auto-migrate=true");
        json(get("/migrations/clickhouse", 200)).has("$.name", "clickhouse").has("$.current", 1);
    }

    @Test
    void anUnknownDatabaseIsNotFound() throws Exception {
        start("--tandem.auto-migrate=true");
        get("/migrations/nowhere", 404);
    }

    @Test
    void theRunsOfTheHistoryAreShownWithWhoRanThem() throws Exception {
        start("--tandem.auto-migrate=true");

        json(get("/migrations/postgres/runs", 200))
                .has("$.runs.length()", 1)
                .has("$.runs[0].applied", 2)
                .has("$.runs[0].failed", 0);
        assertThat(get("/migrations/postgres/runs", 200)).contains("\"by\":\"" + System.getProperty("user.name"));
        get("/migrations/nowhere/runs", 404);
        get("/migrations/postgres/walks", 404);
    }

    @Test
    void whoAsksForHtmlGetsAPageAndWhoDoesNotGetsJson() throws Exception {
        start("--tandem.auto-migrate=true", "--tandem.page=true");

        assertThat(get("/migrations", 200)).startsWith("{\"databases\"");
        assertThat(get("/migrations", 200, "Accept", "*/*")).startsWith("{\"databases\"");
        assertThat(get("/migrations", 200, "Accept", "application/json")).startsWith("{\"databases\"");
        assertThat(get("/migrations", 200, "Accept", "text/html,application/xhtml+xml,*/*;q=0.8"))
                .startsWith("<!DOCTYPE html>")
                .contains("<section aria-label=\"postgres\">", "<section aria-label=\"clickhouse\">");
    }

    @Test
    void withoutThePropertyThereIsNoPage() throws Exception {
        start("--tandem.auto-migrate=true");

        assertThat(get("/migrations", 200, "Accept", "text/html,*/*;q=0.8")).startsWith("{\"databases\"");
    }

    @Test
    void nothingCanBeDoneThroughTheEndpoint() throws Exception {
        start("--tandem.auto-migrate=true", "--management.endpoints.access.default=unrestricted");
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/migrations/postgres"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
    }

    @Test
    void pendingMigrationsAreCountedAndUp() throws Exception {
        start();
        json(get("/health/migrations", 200))
                .has("$.status", "UP")
                .has("$.components.postgres.details.pending", 2)
                .has("$.components.clickhouse.details.pending", 1);
        assertThat(get("/migrations/postgres", 200))
                .contains("\"current\":null,\"pending\":2")
                .contains("\"state\":\"pending\",\"appliedAt\":null,\"durationMs\":null");
    }

    @Test
    void aFailedMigrationIsDownAndShown() throws Exception {
        start(
                "--tandem.auto-migrate=true",
                "--tandem.on-failure=continue",
                "--tandem.databases.postgres.paths=classpath:broken/postgres");
        json(get("/health/migrations", 503))
                .has("$.components.postgres.status", "DOWN")
                .has("$.components.postgres.details.failed", 2)
                .has("$.components.clickhouse.status", "UP");
        json(get("/migrations/postgres", 200))
                .has("$.runs[0].outcome", "failed")
                .has("$.runs[0].error.statement", 2)
                .has("$.current", 1);
        get("/health/liveness", 200);
    }

    @Test
    void aDirtyDatabaseIsDownAlsoForAnApplicationThatDidNotMigrate() throws Exception {
        String dirty = "--tandem.databases.clickhouse.paths=classpath:dirty/clickhouse";
        start("--tandem.auto-migrate=true", "--tandem.on-failure=continue", dirty);
        json(get("/health/migrations", 503)).has("$.components.clickhouse.details.dirty", 1);
        start(dirty);
        json(get("/health/migrations", 503))
                .has("$.components.clickhouse.status", "DOWN")
                .has("$.components.clickhouse.details.dirty", 1)
                .has("$.components.postgres.status", "UP");
        json(get("/migrations/clickhouse", 200)).has("$.dirty", true).has("$.migrations[0].state", "dirty");
    }

    @Test
    void healthSaysHowOldItsKnowledgeIs() throws Exception {
        start();

        String health = get("/health/migrations", 200);

        assertThat(health).containsPattern("\"readAt\":\"20[0-9-]+T[0-9:.]+Z\",\"ageSeconds\":[0-9]+");
    }

    /** The first statement waits until the test lets it go on. */
    @Test
    void anApplicationThatMigratesInTheBackgroundAnswersButIsNotReadyBeforeThat() throws Exception {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl())) {
            long gate = 4711;
            execute(connection, "SELECT pg_advisory_lock(" + gate + ")");
            Files.writeString(folder.resolve("1_gate.sql"), "SELECT pg_advisory_xact_lock(" + gate + ");");
            start(
                    "--tandem.auto-migrate=true",
                    "--tandem.mode=background",
                    "--tandem.databases.postgres.paths=" + folder,
                    "--management.endpoint.health.group.readiness.include=readinessState,migrations");

            await().untilAsserted(() -> json(get("/health/readiness", 503))
                    .has("$.components.migrations.components.postgres.status", "OUT_OF_SERVICE")
                    .has("$.components.migrations.components.postgres.details.running", "1 gate")
                    .has("$.components.migrations.components.postgres.details.statement", 1));
            get("/health/liveness", 200);
            json(get("/migrations/postgres", 200)).has("$.running.version", 1);
            execute(connection, "SELECT pg_advisory_unlock(" + gate + ")");

            await().untilAsserted(() -> get("/health/readiness", 200));
            json(get("/migrations/postgres", 200)).has("$.current", 1).has("$.running", null);
        }
    }

    @Test
    void whatFailsInTheBackgroundKeepsTheApplicationFromBeingReady() throws Exception {
        start(
                "--tandem.auto-migrate=true",
                "--tandem.mode=background",
                "--tandem.databases.postgres.paths=classpath:broken/postgres",
                "--management.endpoint.health.group.readiness.include=readinessState,migrations");

        await().untilAsserted(() -> json(get("/health/readiness", 503))
                .has("$.components.migrations.components.postgres.status", "DOWN")
                .has("$.components.migrations.components.postgres.details.failed", 2));
        get("/health/liveness", 200);
    }

    /** The statement would take an hour; the context waits until the run has let go of everything. */
    @Test
    void closingTheApplicationCancelsWhatItMigratesInTheBackground() throws Exception {
        Files.writeString(folder.resolve("1_long.sql"), "SELECT pg_sleep(3600);");
        start("--tandem.auto-migrate=true", "--tandem.mode=background", "--tandem.databases.postgres.paths=" + folder);
        String sleeping =
                "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()"
                        + " AND datname = current_database()";
        await().until(() -> number(sleeping) > 0);

        contexts.remove(0).close();

        assertThat(number(sleeping)).isZero();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("tandem-migration");
    }

    @Test
    void metersAreThereFromTheStartAndCountWhatWasDoneBeforeTheyWereBound() throws Exception {
        start("--tandem.auto-migrate=true");

        assertThat(get("/prometheus", 200))
                .contains("tandem_pending{database=\"postgres\"} 0.0")
                .contains("tandem_dirty{database=\"clickhouse\"} 0.0")
                .contains("tandem_applied_total{database=\"postgres\"} 2.0")
                .contains("tandem_applied_total{database=\"clickhouse\"} 1.0")
                .contains("tandem_failures_total{database=\"postgres\"} 0.0")
                .contains("tandem_slow_total{database=\"postgres\"} 0.0")
                .contains("tandem_lock_wait_seconds_count{database=\"postgres\"} 0")
                .contains("tandem_duration_seconds_count{database=\"postgres\"} 2")
                .containsPattern("tandem_last_success_seconds\\{database=\"clickhouse\"} 1\\.[0-9]+E9");
    }

    @Test
    void aFailedRunIsCountedForTheDatabaseThatFailed() throws Exception {
        start(
                "--tandem.auto-migrate=true",
                "--tandem.on-failure=continue",
                "--tandem.databases.postgres.paths=classpath:broken/postgres");

        assertThat(get("/prometheus", 200))
                .contains("tandem_failures_total{database=\"postgres\"} 1.0")
                .contains("tandem_failures_total{database=\"clickhouse\"} 0.0")
                .contains("tandem_last_success_seconds{database=\"postgres\"} NaN");
    }

    private void start(String... arguments) {
        SpringApplication application = new SpringApplication(Application.class);
        application.setDefaultProperties(Map.of(
                "server.port", "0",
                "management.endpoints.web.exposure.include", "health,migrations,prometheus",
                "management.endpoint.health.show-details", "always",
                "management.endpoint.health.probes.enabled", "true",
                "tandem.databases.postgres.url", postgres.jdbcUrl(),
                "tandem.databases.clickhouse.url", clickhouse.jdbcUrl()));
        ConfigurableApplicationContext context = application.run(arguments);
        contexts.add(context);
        address = "http://localhost:" + context.getEnvironment().getProperty("local.server.port") + "/actuator";
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static Shown json(String json) {
        return new Shown(new JsonContent(json).assertThat());
    }

    private record Shown(JsonContentAssert json) {
        Shown has(String path, @Nullable Object value) {
            json.extractingPath(path).isEqualTo(value);
            return this;
        }
    }

    private String get(String path, int status, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return response.body();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
    static class Application {}
}
