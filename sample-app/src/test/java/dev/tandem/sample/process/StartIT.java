package dev.tandem.sample.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

/** The main job: an application that brings both databases up to date before it serves. */
class StartIT {
    private static final long POSTGRES = Shipped.latest("postgres");
    private static final long CLICKHOUSE = Shipped.latest("clickhouse");

    @RegisterExtension
    final Sample sample = new Sample();

    @Test
    void theFirstStartMigratesBothDatabasesAndTheSecondHasNothingToDo() {
        SampleProcess first = sample.start();
        servesBothDatabases(Sample.web(first));
        assertThat(first.tandemLog())
                .hasSize(3)
                .element(0)
                .asString()
                .startsWith("Migrating postgres (" + Shipped.migrations("postgres") + " due), then clickhouse ("
                        + Shipped.migrations("clickhouse") + " due)");
        assertThat(first.tandemLog().get(1))
                .startsWith("postgres is at version " + POSTGRES + ", " + Shipped.migrations("postgres")
                        + " migrations applied");
        assertThat(first.tandemLog().get(2)).startsWith("clickhouse is at version " + CLICKHOUSE + ", ");
        first.terminate().endedWith(128 + 15);

        SampleProcess second = sample.start();
        tellsOfBothDatabases(Sample.web(second));
        assertThat(second.tandemLog()).hasSize(2);
        assertThat(second.tandemLog().get(0))
                .startsWith("postgres is current at version " + POSTGRES + ", nothing to do");
        assertThat(second.tandemLog().get(1))
                .startsWith("clickhouse is current at version " + CLICKHOUSE + ", nothing to do");
    }

    private static void servesBothDatabases(RestTestClient web) {
        tellsOfBothDatabases(web);
        String user = post(web, "/users", "{'email': 'ada@example.org', 'name': 'Ada'}");
        get(web, "/users/" + user).jsonPath("$.name").isEqualTo("Ada");
        String organization =
                post(web, "/organizations", "{'name': 'Works', 'slug': 'works', 'ownerId': '" + user + "'}");
        String project = post(
                web,
                "/projects",
                "{'organizationId': '" + organization + "', 'name': 'Bot', 'environment': 'staging'}");
        post(
                web,
                "/traces",
                "{'id': 't1', 'projectId': '" + project + "', 'name': 'answer', 'durationMs': 12,"
                        + " 'spans': [{'id': 's1', 'name': 'write', 'model': 'small-1', 'durationMs': 9}]}");
        get(web, "/traces/t1").jsonPath("$.name").isEqualTo("answer");
        get(web, "/usage/daily?projectId=" + project).jsonPath("$[0].spans").isEqualTo(1);
    }

    private static void tellsOfBothDatabases(RestTestClient web) {
        for (String health : List.of("/actuator/health", "/health/db")) {
            get(web, health)
                    .jsonPath("$.status")
                    .isEqualTo("UP")
                    .jsonPath("$.components.migrations.components.postgres.details.current")
                    .isEqualTo((int) POSTGRES)
                    .jsonPath("$.components.migrations.components.clickhouse.details.current")
                    .isEqualTo((int) CLICKHOUSE);
        }
        get(web, "/actuator/migrations")
                .jsonPath("$.databases.length()")
                .isEqualTo(2)
                .jsonPath("$.databases[0].name")
                .isEqualTo("postgres")
                .jsonPath("$.databases[0].current")
                .isEqualTo((int) POSTGRES)
                .jsonPath("$.databases[0].migrations[?(@.state != 'applied')]")
                .isEmpty();
        get(web, "/actuator/migrations/clickhouse")
                .jsonPath("$.name")
                .isEqualTo("clickhouse")
                .jsonPath("$.current")
                .isEqualTo((int) CLICKHOUSE)
                .jsonPath("$.pending")
                .isEqualTo(0)
                .jsonPath("$.migrations.length()")
                .isEqualTo(Shipped.migrations("clickhouse"));
        web.get().uri("/actuator/migrations/mysql").exchange().expectStatus().isNotFound();
    }

    /** Returns the id of what was made. */
    private static String post(RestTestClient web, String path, String json) {
        String made = web.post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(json.replace('\'', '"'))
                .exchange()
                .expectStatus()
                .isCreated()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();
        return JsonPath.read(Objects.requireNonNull(made), "$.id");
    }

    private static RestTestClient.BodyContentSpec get(RestTestClient web, String path) {
        return web.get().uri(path).exchange().expectStatus().isOk().expectBody();
    }
}
