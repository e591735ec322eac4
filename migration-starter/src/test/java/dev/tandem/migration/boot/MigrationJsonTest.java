package dev.tandem.migration.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.Action;
import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.Direction;
import dev.tandem.migration.Failure;
import dev.tandem.migration.LockStatus;
import dev.tandem.migration.MigrationId;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.MigrationStatus;
import dev.tandem.migration.Obstacle;
import dev.tandem.migration.Report;
import dev.tandem.migration.Step;
import dev.tandem.migration.StepResult;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MigrationJsonTest {

    @Test
    void aStatusHasTheDocumentedShape() throws IOException {
        DatabaseStatus status = new DatabaseStatus(
                "postgres",
                "postgresql",
                true,
                1L,
                List.of(
                        new MigrationStatus(
                                1,
                                "initial_schema",
                                MigrationState.APPLIED,
                                Instant.parse("2026-01-02T03:04:05Z"),
                                Duration.ofMillis(12),
                                "app@host",
                                true,
                                null),
                        new MigrationStatus(2, "more", MigrationState.PENDING, null, null, null, false, null)),
                new LockStatus("advisory", null, null),
                null);
        assertThat(written(MigrationJson.status(List.of(status))))
                .isEqualTo("{\"databases\":[{\"name\":\"postgres\",\"kind\":\"postgresql\",\"reachable\":true,"
                        + "\"current\":1,\"pending\":1,\"dirty\":false,\"migrations\":["
                        + "{\"version\":1,\"name\":\"initial_schema\",\"state\":\"applied\","
                        + "\"appliedAt\":\"2026-01-02T03:04:05Z\",\"durationMs\":12,\"hasDown\":true},"
                        + "{\"version\":2,\"name\":\"more\",\"state\":\"pending\","
                        + "\"appliedAt\":null,\"durationMs\":null,\"hasDown\":false}],"
                        + "\"lock\":{\"kind\":\"advisory\",\"holder\":null,\"since\":null},"
                        + "\"running\":null,\"runs\":[]}]}\n");
    }

    @Test
    void anOutcomeHasTheDocumentedShape() throws IOException {
        Report report = new Report(
                "run1",
                Report.Outcome.FAILED,
                List.of(
                        result(4, StepResult.Outcome.APPLIED, 9),
                        result(5, StepResult.Outcome.FAILED, 3),
                        result(6, StepResult.Outcome.NOT_RUN, 0)),
                List.of(),
                List.of(),
                new Failure("postgres", 5L, "/db/5_x.up.sql", 3, 17, "SELECT \"x\"", "no such column", "Mend it."));
        assertThat(written(MigrationJson.outcome(report)))
                .isEqualTo("{\"outcome\":\"failed\",\"runId\":\"run1\",\"steps\":["
                        + "{\"database\":\"postgres\",\"version\":4,\"name\":\"x\",\"direction\":\"up\",\"outcome\":\"applied\",\"durationMs\":9},"
                        + "{\"database\":\"postgres\",\"version\":5,\"name\":\"x\",\"direction\":\"up\",\"outcome\":\"failed\",\"durationMs\":3},"
                        + "{\"database\":\"postgres\",\"version\":6,\"name\":\"x\",\"direction\":\"up\",\"outcome\":\"not-run\",\"durationMs\":0}],"
                        + "\"dropped\":[],"
                        + "\"error\":{\"database\":\"postgres\",\"version\":5,\"file\":\"/db/5_x.up.sql\",\"statement\":3,\"line\":17,"
                        + "\"sql\":\"SELECT \\\"x\\\"\",\"message\":\"no such column\",\"advice\":\"Mend it.\"}}\n");
    }

    @Test
    void aStepThatOnlyRecordsSaysWhatItIs() throws IOException {
        Step step = new Step("postgres", Action.FORCE, Direction.DOWN, MigrationId.of(7), "x", 0);
        Report report = new Report(
                "run1",
                Report.Outcome.DONE,
                List.of(new StepResult(step, StepResult.Outcome.REVERTED, Duration.ZERO)),
                List.of(),
                List.of(),
                null);
        assertThat(written(MigrationJson.outcome(report)))
                .contains("{\"database\":\"postgres\",\"version\":7,\"name\":\"x\",\"direction\":\"down\","
                        + "\"action\":\"force\",\"outcome\":\"reverted\",\"durationMs\":0}");
    }

    @Test
    void aRepeatableMigrationHasNoVersionAndSaysSo() throws IOException {
        MigrationId views = MigrationId.repeatable("views");
        MigrationStatus migration =
                new MigrationStatus(views, "views", MigrationState.PENDING, null, null, null, false, null);
        Failure failure = Failure.inFile("/db/R_views.sql", 2, "no such column", "Mend it.")
                .in("postgres", views);
        DatabaseStatus status = new DatabaseStatus(
                "postgres",
                "postgresql",
                true,
                null,
                List.of(migration),
                new LockStatus("advisory", null, null),
                null,
                new Obstacle(Obstacle.Kind.DIRTY, failure));
        Step step = new Step("postgres", Direction.UP, views, "views", 0);
        Report report = new Report(
                "run1",
                Report.Outcome.FAILED,
                List.of(new StepResult(step, StepResult.Outcome.FAILED, Duration.ofMillis(3))),
                List.of(),
                List.of(),
                failure);

        assertThat(written(MigrationJson.status(List.of(status))))
                .contains("\"current\":null,\"pending\":1")
                .contains("{\"version\":null,\"repeatable\":true,\"name\":\"views\",\"state\":\"pending\",")
                .contains("\"obstacle\":{\"kind\":\"dirty\",\"version\":null,\"repeatable\":true,");
        assertThat(written(MigrationJson.outcome(report)))
                .contains("{\"database\":\"postgres\",\"version\":null,\"repeatable\":true,\"name\":\"views\","
                        + "\"direction\":\"up\",\"outcome\":\"failed\",\"durationMs\":3}")
                .contains("\"error\":{\"database\":\"postgres\",\"version\":null,\"repeatable\":true,"
                        + "\"file\":\"/db/R_views.sql\"");
    }

    @Test
    void whatDidNotFailHasNoError() throws IOException {
        Report report = new Report("run1", Report.Outcome.NOTHING, List.of(), List.of(), List.of(), null);
        assertThat(written(MigrationJson.outcome(report)))
                .isEqualTo("{\"outcome\":\"nothing\",\"runId\":\"run1\",\"steps\":[],\"dropped\":[],\"error\":null}\n");
    }

    private static StepResult result(long version, StepResult.Outcome outcome, long millis) {
        return new StepResult(
                new Step("postgres", Direction.UP, MigrationId.of(version), "x", 0),
                outcome,
                Duration.ofMillis(millis));
    }

    private static String written(Map<String, @Nullable Object> json) throws IOException {
        StringBuilder out = new StringBuilder();
        MigrationJson.write(json, out);
        return out.toString();
    }
}
