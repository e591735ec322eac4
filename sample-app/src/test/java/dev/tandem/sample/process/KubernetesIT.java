package dev.tandem.sample.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sample.deploy.Way;
import dev.tandem.sample.deploy.Way.Container;
import dev.tandem.sample.process.SampleProcess.Result;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.test.web.servlet.client.RestTestClient;

/**
 * What a cluster would start: the jar with the arguments and the variables of the manifests, and on PostgreSQL with the two
 * users of the Secrets and no more rights than the documentation grants them. (The embedded ClickHouse has no users.)
 */
class KubernetesIT {
    private static final String LIVENESS = "/actuator/health/liveness";
    private static final String READINESS = "/actuator/health/readiness";

    @RegisterExtension
    final Sample sample = new Sample();

    static Stream<Way> ways() {
        return Way.all();
    }

    @BeforeEach
    void grantNoMoreThanNeeded() {
        for (String user : new String[] {"app", "app_migrator"}) {
            sample.inPostgres("DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '" + user
                    + "') THEN CREATE ROLE " + user + " LOGIN PASSWORD 'change-me'; END IF; END $$");
        }
        sample.inPostgres("GRANT USAGE, CREATE ON SCHEMA public TO app_migrator");
        sample.inPostgres("GRANT USAGE ON SCHEMA public TO app");
        sample.inPostgres("ALTER DEFAULT PRIVILEGES FOR ROLE app_migrator IN SCHEMA public"
                + " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO app");
    }

    @AfterEach
    void dropTheUsers() {
        sample.inPostgres("DROP OWNED BY app, app_migrator CASCADE");
        sample.inPostgres("DROP ROLE app, app_migrator");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void theContainersOfAPodBringItToReadiness(Way way) {
        way.migrator().ifPresent(migrator -> run(migrator).endedWith(0));
        // As the documentation says, once the history is there; the application goes on reading it.
        if (way.migrator().isPresent()) {
            sample.inPostgres("REVOKE INSERT, UPDATE, DELETE ON schema_migrations FROM app");
        }

        SampleProcess application = start(way.application());

        RestTestClient web = Sample.web(application);
        isUp(web, LIVENESS);
        isUp(web, READINESS);
        web.get().uri("/users").exchange().expectStatus().isOk();
        assertThat(sample.inPostgres("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"))
                .containsExactly("app_migrator");
        application.terminate().endedWith(128 + 15);
    }

    @Test
    void anApplicationThatIsThereBeforeTheJobWaitsForIt() {
        Way way = Way.of("job");

        SampleProcess application =
                start(way.application()).logged("Waiting until somebody else has applied the pending migrations");
        run(way.migrator().orElseThrow()).endedWith(0);

        isUp(Sample.web(application), READINESS);
        application.terminate().endedWith(128 + 15);
    }

    @Test
    void anApplicationBehindAnInitContainerDoesNotStartOnASchemaThatIsBehind() {
        Result start = start(Way.of("init-container").application()).result();
        assertThat(start.endedWith(1).out()).contains("APPLICATION FAILED TO START", "postgres: Not applied");
    }

    private static void isUp(RestTestClient web, String path) {
        web.get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo("UP");
    }

    private Result run(Container container) {
        return start(container).result();
    }

    private SampleProcess start(Container container) {
        Map<String, String> variables = container.environment();
        variables.put("SPRING_DATASOURCE_URL", sample.postgres().jdbcUrl().replaceAll("\\?.*", ""));
        variables.put("TANDEM_DATABASES_CLICKHOUSE_URL", sample.clickhouse().jdbcUrl());
        variables.put("TANDEM_DATABASES_CLICKHOUSE_USERNAME", "");
        variables.put("TANDEM_DATABASES_CLICKHOUSE_PASSWORD", "");
        variables.forEach(sample::with);
        try {
            return sample.start(container.arguments().toArray(String[]::new));
        } finally {
            variables.keySet().forEach(sample::without);
        }
    }
}
