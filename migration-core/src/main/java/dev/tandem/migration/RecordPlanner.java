package dev.tandem.migration;

import dev.tandem.migration.Command.Baseline;
import dev.tandem.migration.Command.Force;
import dev.tandem.migration.Command.Repair;
import java.util.ArrayList;
import java.util.List;

/** Plans the commands that write into the history and run no script; they leave repeatable migrations alone. Pure. */
final class RecordPlanner {
    private final Action action;
    private final Target target;
    private final Refusals refusals;

    private RecordPlanner(Action action, Target target, Refusals refusals) {
        this.action = action;
        this.target = target;
        this.refusals = refusals;
    }

    /**
     * A planner of this command.
     *
     * @throws InvalidConfigurationException when a database does not know the version that it names
     */
    static RecordPlanner of(Command command, List<DatabaseState> states, Refusals refusals) {
        RecordPlanner planner;
        if (command instanceof Force force) {
            planner = new RecordPlanner(Action.FORCE, new Target(force.version(), refusals), refusals);
        } else if (command instanceof Baseline baseline) {
            planner = new RecordPlanner(Action.BASELINE, new Target(baseline.version(), refusals), refusals);
        } else if (command instanceof Repair) {
            planner = new RecordPlanner(Action.REPAIR, new Target(null, refusals), refusals);
        } else {
            throw new IllegalArgumentException("Not a command that only records: " + command);
        }
        planner.target.require(states);
        return planner;
    }

    List<Step> plan(DatabaseState state) {
        return switch (action) {
            case REPAIR -> repair(state);
            case BASELINE -> baseline(state);
            default -> upTo(state);
        };
    }

    private List<Step> upTo(DatabaseState state) {
        List<Step> steps = new ArrayList<>();
        for (MigrationStatus status : target.upTo(state)) {
            if (!isApplied(status)) {
                steps.add(step(state, Direction.UP, status));
            }
        }
        List<Step> above = new ArrayList<>();
        for (MigrationStatus status : target.above(state)) {
            if (status.state() != MigrationState.PENDING) {
                above.add(0, step(state, Direction.DOWN, status));
            }
        }
        // As with a real way down: the latest first, and before anything is applied.
        above.addAll(steps);
        return above;
    }

    /** A failure that left nothing is no history: it is how people find out that they need a baseline. */
    private List<Step> baseline(DatabaseState state) {
        List<Step> steps = upTo(state);
        if (!steps.isEmpty()) {
            state.versioned().values().stream()
                    .filter(status -> status.state() != MigrationState.PENDING)
                    .findFirst()
                    .ifPresent(status -> refusals.notEmpty(state, status));
        }
        return steps;
    }

    private List<Step> repair(DatabaseState state) {
        List<Step> steps = new ArrayList<>();
        for (MigrationStatus status : state.versioned().values()) {
            if (status.state() == MigrationState.CHANGED) {
                if (isApplied(status)) {
                    steps.add(step(state, Direction.UP, status));
                } else {
                    refusals.changed(state, status, state.stopped(status.id()));
                }
            } else if (status.state() == MigrationState.MISSING) {
                steps.add(step(state, Direction.DOWN, status));
            }
        }
        return steps;
    }

    private static boolean isApplied(MigrationStatus status) {
        return status.appliedAt() != null;
    }

    private Step step(DatabaseState state, Direction direction, MigrationStatus status) {
        return new Step(state.name(), action, direction, status.id(), status.name(), 0);
    }
}
