package dev.tandem.migration;

import dev.tandem.migration.Command.Baseline;
import dev.tandem.migration.Command.Force;
import dev.tandem.migration.Command.Repair;
import java.util.ArrayList;
import java.util.List;

/** Plans the commands that write into the history and run no script. Pure. */
final class RecordPlanner {
    private final Command command;
    private final Refusals refusals;

    RecordPlanner(Command command, Refusals refusals) {
        this.command = command;
        this.refusals = refusals;
    }

    List<Step> plan(DatabaseState state) {
        if (command instanceof Force force) {
            return upTo(state, Action.FORCE, new Target(force.version(), refusals));
        }
        if (command instanceof Baseline baseline) {
            return baseline(state, new Target(baseline.version(), refusals));
        }
        if (command instanceof Repair) {
            return repair(state);
        }
        throw new IllegalArgumentException("Not a command that only records: " + command);
    }

    private List<Step> upTo(DatabaseState state, Action action, Target target) {
        target.require(state);
        List<Step> steps = new ArrayList<>();
        for (MigrationStatus status : target.upTo(state)) {
            if (!isApplied(status)) {
                steps.add(step(state, action, Direction.UP, status));
            }
        }
        List<Step> above = new ArrayList<>();
        for (MigrationStatus status : target.above(state)) {
            if (status.state() != MigrationState.PENDING) {
                above.add(0, step(state, action, Direction.DOWN, status));
            }
        }
        // As with a real way down: the latest first, and before anything is applied.
        above.addAll(steps);
        return above;
    }

    /** A failure that left nothing is no history: it is how people find out that they need a baseline. */
    private List<Step> baseline(DatabaseState state, Target target) {
        List<Step> steps = upTo(state, Action.BASELINE, target);
        if (!steps.isEmpty()) {
            state.versions().values().stream()
                    .filter(status -> status.state() != MigrationState.PENDING)
                    .findFirst()
                    .ifPresent(status -> refusals.notEmpty(state, status));
        }
        return steps;
    }

    private List<Step> repair(DatabaseState state) {
        List<Step> steps = new ArrayList<>();
        for (MigrationStatus status : state.versions().values()) {
            if (status.state() == MigrationState.CHANGED) {
                if (isApplied(status)) {
                    steps.add(step(state, Action.REPAIR, Direction.UP, status));
                } else {
                    refusals.changed(state, status, state.stopped(status.version()));
                }
            } else if (status.state() == MigrationState.MISSING) {
                steps.add(step(state, Action.REPAIR, Direction.DOWN, status));
            }
        }
        return steps;
    }

    private static boolean isApplied(MigrationStatus status) {
        return status.appliedAt() != null;
    }

    private static Step step(DatabaseState state, Action action, Direction direction, MigrationStatus status) {
        return new Step(state.name(), action, direction, status.version(), status.name(), 0);
    }
}
