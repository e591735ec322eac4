package dev.tandem.sample;

import com.jayway.jsonpath.JsonPath;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

/**
 * The whole application, as {@code java -jar} starts it, on a real PostgreSQL and a real ClickHouse. Nothing here creates
 * a table: what answers was migrated by the starter.
 */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"tandem.embedded.enabled=true", "tandem.embedded.directory=target/embedded"})
class SampleApplicationTest {

    private final String unique = UUID.randomUUID().toString();

    @Value("${local.server.port}")
    private int port;

    private RestTestClient web = RestTestClient.bindToServer().build();

    @BeforeEach
    void connect() {
        web = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
    }

    @Test
    void createsAUserAndFindsItAgain() {
        String id = idOf(post("/users", """
                {"email": "ada-%s@example.org", "name": "Ada"}"""));

        get("/users/" + id).jsonPath("$.name").isEqualTo("Ada");
        get("/users?limit=500").jsonPath("$[?(@.id == '" + id + "')].name").isEqualTo("Ada");
    }

    @Test
    void answersWithAConflictWhenTheAddressIsTakenInAnyCase() {
        post("/users", """
                {"email": "grace-%s@example.org", "name": "Grace"}""");

        send("/users", """
                {"email": "GRACE-%s@example.org", "name": "Grace"}""").expectStatus().isEqualTo(409);
    }

    @Test
    void refusesInvalidInput() {
        send("/users", """
                {"email": "nobody", "name": ""}""")
                .expectStatus()
                .isBadRequest()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.errors.email")
                .exists()
                .jsonPath("$.errors.name")
                .exists();
        send("/organizations", """
                {"name": "A", "slug": "Not A Slug"}""").expectStatus().isBadRequest();
        web.get().uri("/projects?limit=0").exchange().expectStatus().isBadRequest();
    }

    @Test
    void createsAnOrganizationWithItsOwner() {
        String user = idOf(post("/users", """
                {"email": "owner-%s@example.org", "name": "Owner"}"""));
        String organization = idOf(post("/organizations", """
                {"name": "Works", "slug": "works-%s", "ownerId": "OWNER"}""".replace("OWNER", user)));

        get("/organizations/" + organization + "/members").jsonPath("$[0].role").isEqualTo("owner");
    }

    @Test
    void createsNoOrganizationForAnOwnerWhoDoesNotExist() {
        send("/organizations", """
                {"name": "Nobody's", "slug": "nobody-%1$s", "ownerId": "%1$s"}""").expectStatus().isEqualTo(422);

        get("/organizations?limit=500")
                .jsonPath("$[?(@.slug == 'nobody-" + unique + "')]")
                .isEmpty();
    }

    @Test
    void theSchemaChoosesTheSlugOfAProject() {
        String project = createProject();

        get("/projects/" + project).jsonPath("$.slug").isEqualTo("support-bot");
    }

    @Test
    void storesATraceWithItsSpansAndCountsThem() {
        // Not a fixed day: ClickHouse keeps traces for a year.
        String yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
        String project = createProject();
        post("/traces", """
                {"id": "%s", "projectId": "PROJECT", "name": "answer", "userId": "guest", "durationMs": 1200,
                 "startTime": "DAYT23:59:59.123Z", "input": "It's; a -- question?", "tags": ["chat", "it's"],
                 "spans": [
                   {"id": "a", "name": "search", "kind": "tool", "durationMs": 200},
                   {"id": "b", "parentSpanId": "a", "name": "write", "model": "small-1", "durationMs": 900,
                    "inputTokens": 120, "outputTokens": 30, "cost": 0.000123456},
                   {"id": "c", "parentSpanId": "a", "name": "write", "model": "small-1", "durationMs": 700,
                    "inputTokens": 80, "status": "error"}]}""".replace("PROJECT", project).replace("DAY", yesterday));

        get("/traces?projectId=" + project).jsonPath("$.length()").isEqualTo(1);
        get("/traces/" + unique)
                .jsonPath("$.input")
                .isEqualTo("It's; a -- question?")
                .jsonPath("$.tags[1]")
                .isEqualTo("it's")
                .jsonPath("$.output")
                .isEmpty()
                .jsonPath("$.startTime")
                .isEqualTo(yesterday + "T23:59:59.123Z");
        get("/traces/" + unique + "/spans")
                .jsonPath("$.length()")
                .isEqualTo(3)
                .jsonPath("$[1].cost")
                .isEqualTo(0.000123456);
        get("/usage/daily?from=" + yesterday + "&to=" + yesterday + "&projectId=" + project)
                .jsonPath("$.length()")
                .isEqualTo(2)
                .jsonPath("$[1].model")
                .isEqualTo("small-1")
                .jsonPath("$[1].traces")
                .isEqualTo(1)
                .jsonPath("$[1].spans")
                .isEqualTo(2)
                .jsonPath("$[1].errors")
                .isEqualTo(1)
                .jsonPath("$[1].inputTokens")
                .isEqualTo(200);
    }

    @Test
    void refusesATraceOfAnUnknownProject() {
        send("/traces", """
                {"id": "%1$s", "projectId": "%1$s", "name": "answer"}""").expectStatus().isEqualTo(422);

        web.get().uri("/traces/" + unique).exchange().expectStatus().isNotFound();
    }

    @Test
    void tellsWhichMigrationsAreApplied() {
        get("/actuator/migrations")
                .jsonPath("$.databases[0].name")
                .isEqualTo("postgres")
                .jsonPath("$.databases[0].current")
                .isEqualTo(12)
                .jsonPath("$.databases[0].pending")
                .isEqualTo(0)
                .jsonPath("$.databases[1].name")
                .isEqualTo("clickhouse")
                .jsonPath("$.databases[1].current")
                .isEqualTo(9)
                .jsonPath("$.databases[1].dirty")
                .isEqualTo(false);
    }

    @Test
    void isHealthyWithBothDatabases() {
        get("/actuator/health")
                .jsonPath("$.status")
                .isEqualTo("UP")
                .jsonPath("$.components.migrations.status")
                .isEqualTo("UP");
        get("/health/db")
                .jsonPath("$.status")
                .isEqualTo("UP")
                .jsonPath("$.components.clickhouse.status")
                .isEqualTo("UP");
    }

    private String createProject() {
        String organization = idOf(post("/organizations", """
                {"name": "Works", "slug": "project-%s"}"""));
        return idOf(post("/projects", """
                {"organizationId": "ORGANIZATION", "name": "Support Bot!", "environment": "staging"}""".replace("ORGANIZATION", organization)));
    }

    private RestTestClient.ResponseSpec send(String path, String json) {
        return web.post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(json.formatted(unique))
                .exchange();
    }

    private String post(String path, String json) {
        String body = send(path, json)
                .expectStatus()
                .isCreated()
                .expectHeader()
                .exists("Location")
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();
        return Objects.requireNonNull(body);
    }

    private static String idOf(String json) {
        return JsonPath.read(json, "$.id");
    }

    private RestTestClient.BodyContentSpec get(String path) {
        return web.get().uri(path).exchange().expectStatus().isOk().expectBody();
    }
}
