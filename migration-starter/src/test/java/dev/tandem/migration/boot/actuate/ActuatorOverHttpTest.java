package dev.tandem.migration.boot.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.json.JsonContent;
import org.springframework.test.json.JsonContentAssert;

class ActuatorOverHttpTest {
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
                .has("$.components.postgres.details", Map.of("current", 2, "pending", 0))
                .has("$.components.clickhouse.status", "UP")
                .has("$.components.clickhouse.details", Map.of("current", 1, "pending", 0));
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
                .has("$.components.postgres.details", Map.of("pending", 2))
                .has("$.components.clickhouse.details", Map.of("pending", 1));
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

    private void start(String... arguments) {
        SpringApplication application = new SpringApplication(Application.class);
        application.setDefaultProperties(Map.of(
                "server.port", "0",
                "management.endpoints.web.exposure.include", "health,migrations",
                "management.endpoint.health.show-details", "always",
                "management.endpoint.health.probes.enabled", "true",
                "tandem.databases.postgres.url", postgres.jdbcUrl(),
                "tandem.databases.clickhouse.url", clickhouse.jdbcUrl()));
        ConfigurableApplicationContext context = application.run(arguments);
        contexts.add(context);
        address = "http://localhost:" + context.getEnvironment().getProperty("local.server.port") + "/actuator";
    }

    private static Shown json(String json) {
        return new Shown(new JsonContent(json).assertThat());
    }

    private record Shown(JsonContentAssert json) {
        Shown has(String path, Object value) {
            json.extractingPath(path).isEqualTo(value);
            return this;
        }
    }

    private String get(String path, int status) throws IOException, InterruptedException {
        HttpResponse<String> response =
                client.send(HttpRequest.newBuilder(URI.create(address + path)).build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return response.body();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
    static class Application {}
}
