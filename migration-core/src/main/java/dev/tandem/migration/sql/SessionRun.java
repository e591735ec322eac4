package dev.tandem.migration.sql;

import dev.tandem.migration.Hook;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Script;
import dev.tandem.migration.Step;
import dev.tandem.migration.source.CodeScript;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

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
            List<Work> works = works(steps).stream().map(Supplier::get).toList();
            new TransactionalExecution(transactional, context).run(works, listener);
            return;
        }
        Execution execution = channel.execution(context);
        for (Supplier<Work> due : works(steps)) {
            Work work = due.get();
            try (TimeLimit limit = TimeLimit.of(work.script(), context, channel)) {
                if (work instanceof Work.OfHook hooking) {
                    execution.run(hooking.hook(), listener);
                } else if (work instanceof Work.OfStep step
                        && step.script() instanceof CodeScript code
                        && !code.transactional()) {
                    new CodeExecution(channel, context)
                            .run(step.step(), code, step.down().get(), listener);
                } else if (work instanceof Work.OfStep step) {
                    execution.run(step.step(), step.script(), step.down().get(), listener);
                }
            }
        }
    }

    /** The steps, with the hooks around those that go forward. A script is looked for when it is its turn. */
    private List<Supplier<Work>> works(List<Step> steps) {
        List<Supplier<Work>> works = new ArrayList<>();
        for (Step step : steps) {
            works.add(() -> new Work.OfStep(step, scripts.script(step), () -> scripts.down(step)));
        }
        List<Step> ups = steps.stream().filter(Step::isUp).toList();
        if (!ups.isEmpty()) {
            add(works, steps.indexOf(ups.get(ups.size() - 1)) + 1, Hook.AFTER_UP);
            add(works, steps.indexOf(ups.get(0)), Hook.BEFORE_UP);
        }
        return works;
    }

    private void add(List<Supplier<Work>> works, int index, Hook hook) {
        Script script = scripts.hook(hook);
        if (script != null) {
            works.add(index, () -> new Work.OfHook(new HookScript(database.name(), hook, script)));
        }
    }
}
