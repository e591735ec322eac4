package dev.tandem.migration.sql;

import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Script;
import dev.tandem.migration.Step;
import java.util.List;
import java.util.function.Function;

/** A run on one database, whose steps are executed as suits them: recorded only, as one transaction, or one by one. */
record SessionRun(ConfiguredDatabase database, SqlChannel channel, StepContext context, StepScripts scripts) {

    void run(List<Step> steps, MigrationListener listener) {
        if (steps.stream().allMatch(Step::recordsOnly)) {
            Function<Step, String> event = step ->
                    context.recorded(step, scripts.script(step), database.migration(step.id()), scripts.down(step));
            new Recording(channel, context, scripts::script, event).run(steps, listener);
            return;
        }
        if (database.isOneTransaction() && channel instanceof TransactionalChannel transactional) {
            List<Work> works = steps.stream()
                    .map(step -> new Work(step, scripts.script(step), () -> scripts.down(step)))
                    .toList();
            new TransactionalExecution(transactional, context).run(works, listener);
            return;
        }
        Execution execution = channel.execution(context);
        for (Step step : steps) {
            Script script = scripts.script(step);
            try (TimeLimit limit = TimeLimit.of(script, context, channel)) {
                execution.run(step, script, scripts.down(step), listener);
            }
        }
    }
}
