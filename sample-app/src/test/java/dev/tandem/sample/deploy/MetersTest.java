package dev.tandem.sample.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the alerts and the dashboard ask for: the meters that there are, as Prometheus names them. */
class MetersTest {
    private static final Pattern METER = Pattern.compile("\\btandem_\\w+");
    private static final Set<String> METERS = Set.of(
            "tandem_pending",
            "tandem_applied_total",
            "tandem_failures_total",
            "tandem_dirty",
            "tandem_lock_wait_seconds_count",
            "tandem_lock_wait_seconds_sum",
            "tandem_duration_seconds_count",
            "tandem_duration_seconds_sum",
            "tandem_slow_total",
            "tandem_last_success_seconds");

    private final JsonNode dashboard = DeployFiles.json(DeployFiles.ROOT.resolve("grafana/tandem-dashboard.json"));

    @Test
    void theAlertsAskForMetersThatThereAre() {
        assertThat(meters(rules().map(rule -> rule.path("expr").asString())))
                .isSubsetOf(METERS)
                .contains("tandem_failures_total", "tandem_dirty", "tandem_pending", "tandem_slow_total");
    }

    @Test
    void everyAlertSaysHowBadItIsWhatItIsAndWhatToDo() {
        assertThat(rules()).hasSize(6).allSatisfy(rule -> {
            assertThat(rule.at("/labels/severity").asString("")).isIn("critical", "warning", "info");
            assertThat(rule.at("/annotations/summary").asString("")).contains("{{ $labels.database }}");
            assertThat(rule.at("/annotations/description").asString("")).isNotBlank();
        });
    }

    @Test
    void everyAlertHasAUnitTestThatItFiresAndOneThatItDoesNot() {
        List<JsonNode> expectations = DeployFiles.document("prometheus/tandem-alerts.test.yml")
                .path("tests")
                .valueStream()
                .flatMap(test -> test.path("alert_rule_test").valueStream())
                .toList();
        assertThat(rules().map(rule -> rule.path("alert").asString())).allSatisfy(alert -> {
            List<JsonNode> own = expectations.stream()
                    .filter(test -> test.path("alertname").asString().equals(alert))
                    .toList();
            assertThat(own).anyMatch(test -> test.has("exp_alerts")).anyMatch(test -> !test.has("exp_alerts"));
        });
    }

    @Test
    void theDashboardShowsEveryMeter() {
        assertThat(meters(expressions())).containsExactlyInAnyOrderElementsOf(METERS);
    }

    @Test
    void theDashboardHasARowForEachDatabase() {
        assertThat(panels().filter(panel -> panel.path("repeat").asString("").equals("database")))
                .hasSize(1)
                .allMatch(panel -> panel.path("type").asString().equals("row"));
        assertThat(panels().map(panel -> panel.path("id").asInt())).doesNotHaveDuplicates();
        assertThat(dashboard
                        .at("/templating/list")
                        .valueStream()
                        .map(variable -> variable.path("name").asString()))
                .containsExactly("datasource", "job", "database");
    }

    @Test
    void theDashboardIsBoundToNoDataSource() {
        assertThat(dashboard.findValues("datasource"))
                .isNotEmpty()
                .allSatisfy(source -> assertThat(source.path("uid").asString()).isEqualTo("${datasource}"));
        assertThat(dashboard.path("id").isNull()).isTrue();
    }

    private static Stream<JsonNode> rules() {
        return DeployFiles.document("prometheus/tandem-alerts.yml")
                .path("groups")
                .valueStream()
                .flatMap(group -> group.path("rules").valueStream());
    }

    private Stream<JsonNode> panels() {
        return dashboard.path("panels").valueStream();
    }

    private Stream<String> expressions() {
        return panels().flatMap(panel -> panel.path("targets").valueStream())
                .map(target -> target.path("expr").asString());
    }

    private static Set<String> meters(Stream<String> expressions) {
        return expressions
                .flatMap(expression -> METER.matcher(expression).results())
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }
}
