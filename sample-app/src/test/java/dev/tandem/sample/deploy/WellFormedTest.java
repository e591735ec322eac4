package dev.tandem.sample.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Every file that a program reads can be read, and what is fetched has a version. */
class WellFormedTest {

    static List<Path> yaml() {
        return DeployFiles.endingWith(".yaml", ".yml");
    }

    static List<Path> json() {
        return DeployFiles.endingWith(".json");
    }

    @ParameterizedTest
    @MethodSource("yaml")
    void everyYamlParses(Path file) {
        assertThat(DeployFiles.documents(file)).isNotEmpty().allMatch(JsonNode::isObject);
    }

    @ParameterizedTest
    @MethodSource("json")
    void everyJsonParses(Path file) {
        assertThat(DeployFiles.json(file).isObject()).isTrue();
    }

    @Test
    void theWorkflowNamesTheVersionOfEveryAction() {
        List<String> actions = steps().map(step -> step.path("uses").asString(""))
                .filter(uses -> !uses.isEmpty())
                .toList();
        assertThat(actions).isNotEmpty().allMatch(action -> action.matches("[\\w-]+/[\\w-]+@v\\d+"));
    }

    @Test
    void theWorkflowGivesSecretsToNoForkAndMigratesBehindAnApprovalOnly() {
        JsonNode workflow = workflow();
        assertThat(workflow.at("/permissions/contents").asString()).isEqualTo("read");
        assertThat(workflow.path("on").propertyNames()).containsExactly("pull_request", "workflow_dispatch");
        assertThat(workflow.at("/jobs/build").toString()).doesNotContain("secrets.");
        assertThat(workflow.at("/jobs/dry-run/if").asString())
                .contains("github.event.pull_request.head.repo.full_name == github.repository");
        assertThat(workflow.at("/jobs/migrate/if").asString()).isEqualTo("github.event_name == 'workflow_dispatch'");
        assertThat(workflow.at("/jobs/migrate/environment").asString()).isEqualTo("${{ inputs.environment }}");
    }

    @Test
    void theWorkflowBacksUpBeforeItMigratesAndTakesBackOnlyWhatIsNotWell() {
        List<String> names = workflow()
                .at("/jobs/migrate/steps")
                .valueStream()
                .map(step -> step.path("name").asString(""))
                .toList();
        assertThat(names)
                .containsSubsequence(
                        "Look before",
                        "Back PostgreSQL up",
                        "Back ClickHouse up",
                        "Migrate",
                        "Is the application well?",
                        "Take back what this run has applied");
        JsonNode takeBack = step("Take back what this run has applied");
        assertThat(takeBack.path("if").asString()).isEqualTo("failure() && steps.health.outcome == 'failure'");
        assertThat(step("Is the application well?").path("id").asString()).isEqualTo("health");
    }

    private static JsonNode step(String name) {
        return steps().filter(step -> step.path("name").asString("").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<JsonNode> steps() {
        return workflow()
                .path("jobs")
                .valueStream()
                .flatMap(job -> job.path("steps").valueStream());
    }

    private static JsonNode workflow() {
        return DeployFiles.document("github/db-migrate.yml");
    }
}
