package dev.tandem.migration.boot;

import dev.tandem.migration.Failure;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Plan;
import dev.tandem.migration.Report;
import dev.tandem.migration.Script;
import dev.tandem.migration.Step;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A run and each of its migrations as observations, which become spans where the application traces. A run with nothing to do
 * is none.
 */
public final class MigrationObservations implements MigrationListener {
    /** Observation of a run. Keys: {@link #OUTCOME}; with many values: {@link #RUN_ID}. */
    public static final String RUN = "tandem.run";

    /**
     * Observation of a migration, a child of its run. Keys: {@link #DATABASE}, {@link #DIRECTION}, {@link #OUTCOME}; with many
     * values: {@link #VERSION}, {@link #NAME}.
     */
    public static final String MIGRATION = "tandem.migration";

    /** Key: the configured name of the database. */
    public static final String DATABASE = "database";

    /** Key: {@code up} or {@code down}. */
    public static final String DIRECTION = "direction";

    /** Key: {@code done} or {@code failed}. */
    public static final String OUTCOME = "outcome";

    /** Key with many values: the run, as it stands in the history. */
    public static final String RUN_ID = "run.id";

    /** Key with many values: the migration's version, {@code R} of a repeatable one. */
    public static final String VERSION = "version";

    /** Key with many values: the migration's name. */
    public static final String NAME = "name";

    private static final String UNKNOWN = "unknown";
    private static final String DONE = "done";
    private static final String FAILED = "failed";

    private final Supplier<@Nullable ObservationRegistry> registries;
    private final Map<Step, Observation> steps = new LinkedHashMap<>();
    private @Nullable Observation run;

    /** @param registries asked when a run begins; {@code null} for none */
    public MigrationObservations(Supplier<@Nullable ObservationRegistry> registries) {
        this.registries = registries;
    }

    private ObservationRegistry registry() {
        ObservationRegistry registry = registries.get();
        return registry == null ? ObservationRegistry.NOOP : registry;
    }

    @Override
    public void runStarted(String runId, Plan plan) {
        run = Observation.createNotStarted(RUN, registry())
                .contextualName("migrate " + String.join(", ", plan.databases()))
                .lowCardinalityKeyValue(OUTCOME, UNKNOWN)
                .highCardinalityKeyValue(RUN_ID, runId)
                .start();
    }

    @Override
    public void stepStarted(Step step, Script script) {
        Observation observation = Observation.createNotStarted(MIGRATION, registry())
                .contextualName(step.database() + " " + step.title())
                .lowCardinalityKeyValue(DATABASE, step.database())
                .lowCardinalityKeyValue(DIRECTION, step.direction().name().toLowerCase(Locale.ROOT))
                .lowCardinalityKeyValue(OUTCOME, UNKNOWN)
                .highCardinalityKeyValue(VERSION, step.id().toString())
                .highCardinalityKeyValue(NAME, step.name());
        if (run != null) {
            observation.parentObservation(run);
        }
        steps.put(step, observation.start());
    }

    @Override
    public void stepCompleted(Step step, Duration duration) {
        end(steps.remove(step), DONE, null);
    }

    @Override
    public void stepFailed(Step step, Failure failure, Duration duration) {
        end(steps.remove(step), FAILED, failure);
    }

    /** What its transaction has taken back was told neither to be done nor to have failed. */
    @Override
    public void runFinished(Report report) {
        Failure failure = report.failure();
        String outcome = failure == null ? DONE : FAILED;
        List.copyOf(steps.values()).forEach(step -> end(step, outcome, failure));
        steps.clear();
        end(run, outcome, failure);
        run = null;
    }

    private static void end(@Nullable Observation observation, String outcome, @Nullable Failure failure) {
        if (observation == null) {
            return;
        }
        observation.lowCardinalityKeyValue(OUTCOME, outcome);
        if (failure != null) {
            observation.error(new MigrationFailed(failure.message()));
        }
        observation.stop();
    }

    /** What a failed one is told to have failed with; it has no stack trace, because it was not thrown here. */
    private static final class MigrationFailed extends RuntimeException {
        private static final long serialVersionUID = 1;

        MigrationFailed(String message) {
            super(message, null, false, false);
        }
    }
}
