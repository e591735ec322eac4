package dev.tandem.sample.deploy;

import static dev.tandem.sample.deploy.Way.APPLICATION_SECRET;
import static dev.tandem.sample.deploy.Way.MIGRATOR_SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sample.deploy.Way.Container;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.convert.DurationStyle;
import tools.jackson.databind.JsonNode;

/** The manifests of {@code deploy/kubernetes}, as far as a cluster is not needed to see whether they are right. */
class KubernetesManifestsTest {
    /** Of a lock on ClickHouse whose holder was killed. */
    private static final Duration TWO_LEASES = Duration.ofSeconds(60);

    private static final Duration APPLICATION_DRAINS = Duration.ofSeconds(20);
    private static final Duration MIGRATION_ENDS = Duration.ofSeconds(5);

    static Stream<Way> ways() {
        return Way.all();
    }

    @Test
    void eachFolderHoldsAllThatItNeeds() {
        List<String> application = List.of("ConfigMap", "Deployment", "Secret", "Secret", "Service");
        assertThat(kinds("startup")).containsExactlyInAnyOrderElementsOf(application);
        assertThat(kinds("init-container")).containsExactlyInAnyOrderElementsOf(application);
        assertThat(kinds("job"))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(application.stream(), Stream.of("Job")).toList());
    }

    @Test
    void whatIsTheSameInAllFoldersStaysTheSame() {
        for (String file : List.of("secrets.yaml", "service.yaml")) {
            assertThat(Stream.of("startup", "init-container", "job")
                            .map(way -> DeployFiles.ROOT.resolve(Path.of("kubernetes", way, file)))
                            .map(DeployFiles::text)
                            .distinct())
                    .as(file)
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void theStartupProbeOutlastsTheTimeoutAndTwoLeases(Way way) {
        Duration startup = budget(way.application().definition().path("startupProbe"));
        assertThat(startup).isGreaterThanOrEqualTo(timeout(way).plus(TWO_LEASES));
        Duration before =
                way.name().equals("init-container") ? timeout(way.migrator().orElseThrow()) : Duration.ZERO;
        assertThat(seconds(way.deployment().at("/spec/progressDeadlineSeconds")))
                .as("the rollout is not called failed before the pod is")
                .isGreaterThan(startup.plus(before));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void readinessAsksForTheMigrationsAndLivenessDoesNot(Way way) {
        Container application = way.application();
        assertThat(path(application, "startupProbe")).isEqualTo("/actuator/health/liveness");
        assertThat(path(application, "livenessProbe")).isEqualTo("/actuator/health/liveness");
        assertThat(path(application, "readinessProbe")).isEqualTo("/actuator/health/readiness");
        assertThat(application.environment())
                .containsEntry("MANAGEMENT_ENDPOINT_HEALTH_GROUP_READINESS_INCLUDE", "readinessState,migrations")
                .doesNotContainKey("MANAGEMENT_ENDPOINT_HEALTH_GROUP_LIVENESS_INCLUDE");
        assertThat(application.environment().get("MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE"))
                .contains("health");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void theGracePeriodIsLongEnoughForWhatComesBeforeTheKill(Way way) {
        JsonNode pod = Way.pod(way.deployment());
        Duration preStop = seconds(way.application().definition().at("/lifecycle/preStop/sleep/seconds"));
        assertThat(seconds(pod.path("terminationGracePeriodSeconds")))
                .isGreaterThanOrEqualTo(preStop.plus(APPLICATION_DRAINS).plus(MIGRATION_ENDS));
        way.job()
                .map(Way::pod)
                .ifPresent(job -> assertThat(seconds(job.path("terminationGracePeriodSeconds")))
                        .isGreaterThan(MIGRATION_ENDS));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aRolloutKeepsTheOldPodsUntilANewOneIsReady(Way way) {
        assertThat(way.deployment().at("/spec/replicas").asInt()).isEqualTo(3);
        assertThat(way.deployment()
                        .at("/spec/strategy/rollingUpdate/maxUnavailable")
                        .asInt(-1))
                .isZero();
    }

    @Test
    void whoMigratesAndWhoServesHaveCredentialsOfTheirOwn() {
        for (String name : List.of("init-container", "job")) {
            Way way = Way.of(name);
            assertThat(way.application().secrets()).as(name).containsExactly(APPLICATION_SECRET);
            assertThat(way.migrator().orElseThrow().secrets()).as(name).containsExactly(MIGRATOR_SECRET);
            assertThat(way.application().environment())
                    .as(name)
                    .containsEntry("TANDEM_AUTO_MIGRATE", "false")
                    .doesNotContainKey("TANDEM_DATABASES_POSTGRES_PASSWORD");
        }
        assertThat(Way.of("init-container").application().environment()).containsEntry("TANDEM_STARTUP_CHECK", "fail");
        assertThat(Way.of("job").application().environment()).containsEntry("TANDEM_STARTUP_CHECK", "wait");
        assertThat(Way.of("startup").application().environment())
                .as("Tandem's user beside the application's")
                .containsEntry("TANDEM_AUTO_MIGRATE", "true")
                .containsKeys("SPRING_DATASOURCE_USERNAME", "TANDEM_DATABASES_POSTGRES_USERNAME");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void noSecretReachesAContainerInAnotherWayThanByItsVariables(Way way) {
        for (JsonNode pod : way.pods()) {
            assertThat(pod.path("volumes").valueStream().flatMap(volume -> volume.propertyNames().stream()))
                    .containsOnly("name", "emptyDir");
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void everyVariableIsAProperty(Way way) {
        for (Container container : way.containers()) {
            assertThat(Variables.unknown(container.environment().keySet())).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void noContainerHasMoreRightsThanItNeeds(Way way) {
        for (JsonNode pod : way.pods()) {
            assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
            assertThat(pod.path("enableServiceLinks").asBoolean(true)).isFalse();
            JsonNode context = pod.path("securityContext");
            assertThat(context.path("runAsNonRoot").asBoolean(false)).isTrue();
            assertThat(context.path("runAsUser").asInt(0)).isGreaterThan(0);
            assertThat(context.at("/seccompProfile/type").asString()).isEqualTo("RuntimeDefault");
        }
        for (Container container : way.containers()) {
            JsonNode context = container.definition().path("securityContext");
            assertThat(context.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
            assertThat(context.path("readOnlyRootFilesystem").asBoolean(false)).isTrue();
            assertThat(context.at("/capabilities/drop/0").asString()).isEqualTo("ALL");
            assertThat(container.definition().at("/volumeMounts/0/mountPath").asString())
                    .isEqualTo("/tmp");
            JsonNode resources = container.definition().path("resources");
            assertThat(resources.at("/requests/cpu").isMissingNode()).isFalse();
            assertThat(resources.at("/limits/memory")).isEqualTo(resources.at("/requests/memory"));
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void theServiceReachesThePodsThatServeAndNoOther(Way way) {
        Map<String, String> selector =
                labels(way.ofKind("Service").findFirst().orElseThrow().at("/spec/selector"));
        assertThat(labels(way.deployment().at("/spec/template/metadata/labels")))
                .containsAllEntriesOf(selector);
        assertThat(labels(way.deployment().at("/spec/selector/matchLabels"))).isEqualTo(selector);
        way.job()
                .map(job -> labels(job.at("/spec/template/metadata/labels")))
                .ifPresent(labels -> assertThat(labels.entrySet().containsAll(selector.entrySet()))
                        .isFalse());
    }

    @Test
    void tandemsDeadlineComesBeforeThatOfTheJob() {
        Way way = Way.of("job");
        JsonNode spec = way.job().orElseThrow().path("spec");
        Duration attempt = timeout(way.migrator().orElseThrow());
        int attempts = spec.path("backoffLimit").asInt() + 1;
        assertThat(seconds(spec.path("activeDeadlineSeconds"))).isGreaterThan(attempt.multipliedBy(attempts));
        assertThat(timeout(way)).as("what waits for it").isGreaterThan(attempt);
        assertThat(spec.path("ttlSecondsAfterFinished").asInt(0)).isPositive();
        assertThat(Way.pod(way.job().orElseThrow()).path("restartPolicy").asString())
                .isEqualTo("Never");
        assertThat(spec.at("/podFailurePolicy/rules/1/onExitCodes/containerName"))
                .isEqualTo(way.migrator().orElseThrow().definition().path("name"));
    }

    private static List<String> kinds(String way) {
        return Way.of(way).documents().stream()
                .map(document -> document.path("kind").asString())
                .toList();
    }

    /** How long a container may take until the probe gives up. */
    private static Duration budget(JsonNode probe) {
        return Duration.ofSeconds((long) probe.path("periodSeconds").asInt()
                * probe.path("failureThreshold").asInt());
    }

    /** How long the start of the application may take. */
    private static Duration timeout(Way way) {
        return DurationStyle.detectAndParse(way.application().environment().get("TANDEM_TIMEOUT"));
    }

    /** How long a run on the command line may take. */
    private static Duration timeout(Container migrator) {
        List<String> arguments = migrator.arguments();
        return DurationStyle.detectAndParse(arguments.get(arguments.indexOf("--timeout") + 1));
    }

    private static Duration seconds(JsonNode node) {
        return Duration.ofSeconds(node.asInt());
    }

    private static String path(Container container, String probe) {
        return container.definition().path(probe).at("/httpGet/path").asString();
    }

    private static Map<String, String> labels(JsonNode node) {
        Map<String, String> labels = new TreeMap<>();
        node.propertyStream()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asString()));
        return labels;
    }
}
