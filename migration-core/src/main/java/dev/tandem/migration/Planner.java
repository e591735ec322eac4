package dev.tandem.migration;

import dev.tandem.migration.Command.Adopt;
import dev.tandem.migration.Command.Down;
import dev.tandem.migration.Command.DownRun;
import dev.tandem.migration.Command.Drop;
import dev.tandem.migration.Command.GoTo;
import dev.tandem.migration.Command.Resume;
import dev.tandem.migration.Command.Up;
import dev.tandem.migration.History.Stopped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Command, files and histories to a plan, or to a refusal. Pure: no connection, no clock. */
final class Planner {

    /** Forward order: as configured, then relational databases before analytical stores, then by name. */
    static final Comparator<MigrationDatabase> ORDER = Comparator.comparingInt(MigrationDatabase::order)
            .thenComparing(database -> !database.kind().relational())
            .thenComparing(MigrationDatabase::name);

    private final Refusals refusals = new Refusals();
    private final List<String> databases = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<ForeignHistory> foreign = new ArrayList<>();

    private Planner() {}

    /**
     * Plans a command.
     *
     * @param states the selected databases, in forward order
     * @throws InvalidConfigurationException when a database does not know the version that the command names
     * @throws MigrationException of the gravest kind, naming every database that refuses
     */
    static Plan plan(Command command, List<DatabaseState> states) {
        Plan plan = refuseOrPlan(command, states);
        if (decidesInVain(command, states)) {
            throw Refusals.nothingDirty();
        }
        return plan;
    }

    /**
     * Refuses what some of the selected databases refuse, whatever the others are like.
     *
     * @throws MigrationException as of {@link #plan}
     */
    static void refuse(Command command, List<DatabaseState> states) {
        // What is to be adopted may be in one of the others.
        if (!(command instanceof Adopt)) {
            refuseOrPlan(command, states);
        }
    }

    private static Plan refuseOrPlan(Command command, List<DatabaseState> states) {
        Planner planner = new Planner();
        List<DatabaseState> backwards = new ArrayList<>(states);
        Collections.reverse(backwards);
        if (command instanceof Up up) {
            states.forEach(state ->
                    planner.add(state, planner.up(state, state.versioned().values(), true, up)));
        } else if (command instanceof Down down) {
            backwards.forEach(state ->
                    planner.add(state, planner.down(state, state.versioned().values(), down)));
        } else if (command instanceof DownRun run) {
            String latest = latestRun(states);
            backwards.forEach(state ->
                    planner.add(state, planner.down(state, ofRun(state, latest), new Down(Command.ALL, run.resume()))));
        } else if (command instanceof GoTo goTo) {
            planner.goTo(states, backwards, goTo);
        } else if (command instanceof Drop) {
            backwards.forEach(state -> planner.databases.add(state.name()));
        } else if (command instanceof Adopt adopt) {
            planner.adopt(states, adopt);
        } else {
            RecordPlanner records = RecordPlanner.of(command, states, planner.refusals);
            states.forEach(state -> planner.add(state, records.plan(state)));
        }
        planner.refusals.throwGravest();
        return new Plan(command, planner.databases, planner.steps, planner.foreign);
    }

    /** The run that wrote the latest event of what is applied, or half done; {@code null} when nothing is. */
    private static @Nullable String latestRun(List<DatabaseState> states) {
        return states.stream()
                .flatMap(state -> state.versioned().values().stream()
                        .filter(status -> status.state() != MigrationState.PENDING)
                        .flatMap(status ->
                                Stream.ofNullable(state.history().entries().get(status.id()))))
                .max(Comparator.comparing(History.Entry::at))
                .map(History.Entry::runId)
                .orElse(null);
    }

    private static List<MigrationStatus> ofRun(DatabaseState state, @Nullable String run) {
        return state.versioned().values().stream()
                .filter(status -> {
                    History.Entry entry = state.history().entries().get(status.id());
                    return entry != null && entry.runId().equals(run);
                })
                .toList();
    }

    /** What an {@code up} would be refused with on this database, or {@code null}. */
    static @Nullable Obstacle obstacle(DatabaseState state) {
        try {
            plan(Command.up(), List.of(state));
            return null;
        } catch (MigrationException e) {
            return Obstacle.of(e);
        }
    }

    /** Who decides about a dirty migration when there is none has something else before his eyes than what is there. */
    private static boolean decidesInVain(Command command, List<DatabaseState> states) {
        return resume(command) != Resume.REFUSE
                && states.stream()
                        .flatMap(state ->
                                (takesBack(command) ? state.versioned() : state.migrations()).values().stream())
                        .noneMatch(status ->
                                status.state() == MigrationState.DIRTY || status.state() == MigrationState.RUNNING);
    }

    /** Whether a command is not to wait for what a single look takes for dirty: it decides about it, or only writes the history. */
    static boolean decides(Command command) {
        boolean executes = command instanceof Up || takesBack(command) || command instanceof GoTo;
        return !executes || resume(command) != Resume.REFUSE;
    }

    private static boolean takesBack(Command command) {
        return command instanceof Down || command instanceof DownRun;
    }

    private static Resume resume(Command command) {
        if (command instanceof Up up) {
            return up.resume();
        }
        if (command instanceof Down down) {
            return down.resume();
        }
        if (command instanceof DownRun run) {
            return run.resume();
        }
        return command instanceof GoTo goTo ? goTo.resume() : Resume.REFUSE;
    }

    /** In what the files of a database and its history disagree, so that nothing could be applied. */
    static List<Failure> mismatches(DatabaseState state) {
        Planner planner = new Planner();
        planner.up(state, state.versioned().values(), true, Command.up());
        return planner.refusals.mismatches();
    }

    private void add(DatabaseState state, List<Step> planned) {
        if (!planned.isEmpty()) {
            if (!databases.contains(state.name())) {
                databases.add(state.name());
            }
            steps.addAll(planned);
        }
    }

    /** Also where nothing was applied: the other tool's table is still to be renamed. */
    private void adopt(List<DatabaseState> states, Adopt command) {
        AdoptPlanner planner = new AdoptPlanner(command, states, refusals);
        for (DatabaseState state : states) {
            ForeignHistory found = planner.foreign(state);
            if (found != null) {
                databases.add(state.name());
                foreign.add(found);
                steps.addAll(planner.plan(state, found));
            }
        }
    }

    private void goTo(List<DatabaseState> states, List<DatabaseState> backwards, GoTo command) {
        Target target = new Target(command.version(), refusals);
        target.require(states);
        for (DatabaseState state : backwards) {
            add(state, down(state, target.above(state), new Down(Command.ALL, command.resume())));
        }
        List<String> takenBack = List.copyOf(databases);
        for (DatabaseState state : states) {
            Collection<MigrationStatus> wanted = target.upTo(state);
            // Who only takes back is not kept from it by a file that reads differently now.
            if (!takenBack.contains(state.name()) || wanted.stream().anyMatch(Planner::isDue)) {
                boolean last = target.above(state).isEmpty();
                add(state, up(state, wanted, last, new Up(Command.ALL, command.resume())));
            }
        }
    }

    /** Whether the history does not have it as applied. */
    private static boolean isDue(MigrationStatus status) {
        return status.appliedAt() == null;
    }

    /**
     * What goes forward: pending versions up to the command's limit, and, if no version is left pending behind them, the
     * repeatable migrations that are due. They may need the newest schema.
     *
     * @param last whether these are all versions that there are
     */
    private List<Step> up(DatabaseState state, Collection<MigrationStatus> versions, boolean last, Up command) {
        MigrationId current = versions.stream()
                .filter(status -> !isDue(status))
                .map(MigrationStatus::id)
                .reduce((lower, higher) -> higher)
                .orElse(null);
        List<Step> due = due(state, versions, current, command.resume());
        List<Step> repeatable = due(state, state.repeatable().values(), null, command.resume());
        List<Step> steps = new ArrayList<>(due.subList(0, Math.min(command.limit(), due.size())));
        if (last && steps.size() == due.size()) {
            steps.addAll(repeatable);
            if (!steps.isEmpty()) {
                addThoseThatRunAlways(state, versions, steps);
            }
        }
        return steps;
    }

    private static void addThoseThatRunAlways(
            DatabaseState state, Collection<MigrationStatus> versions, List<Step> steps) {
        Set<MigrationId> always = state.database().alwaysRun();
        versions.stream()
                .filter(status -> status.state() == MigrationState.APPLIED && always.contains(status.id()))
                .forEach(status -> steps.add(step(state, Direction.UP, status, 0)));
        steps.sort(Comparator.comparing(Step::id));
    }

    /** @param current the highest of the versions that is applied, {@code null} where there is no order to keep */
    private List<Step> due(
            DatabaseState state, Collection<MigrationStatus> migrations, @Nullable MigrationId current, Resume resume) {
        List<Step> due = new ArrayList<>();
        for (MigrationStatus status : migrations) {
            Stopped stopped = state.stopped(status.id());
            switch (status.state()) {
                case PENDING, RUNNING -> {
                    if (current != null
                            && status.id().compareTo(current) < 0
                            && !state.database().allowsOutOfOrder()) {
                        refusals.outOfOrder(state, status, current);
                    }
                    due.add(step(state, Direction.UP, status, 0));
                }
                case RESUMABLE, DIRTY -> {
                    Step step = resumed(state, status, stopped, Direction.UP, resume);
                    if (step != null) {
                        due.add(step);
                    }
                }
                case CHANGED -> refusals.changed(state, status, stopped);
                case MISSING -> refusals.missing(state, status);
                case APPLIED, FUTURE -> {}
            }
        }
        return due;
    }

    private List<Step> down(DatabaseState state, Collection<MigrationStatus> versions, Down command) {
        List<Step> due = new ArrayList<>();
        List<MigrationStatus> latestFirst = new ArrayList<>(versions);
        Collections.reverse(latestFirst);
        for (MigrationStatus status : latestFirst) {
            Stopped stopped = state.stopped(status.id());
            // What somebody is at now is planned again under the lock.
            boolean running = status.state() == MigrationState.RUNNING;
            if (stopped != null && !running && status.state() != MigrationState.PENDING) {
                Step step = resumed(state, status, stopped, Direction.DOWN, command.resume());
                if (step != null) {
                    due.add(step);
                }
            } else if (status.state() != MigrationState.PENDING && due.size() < command.limit()) {
                if (!status.hasDown()) {
                    refusals.noDown(state, status);
                }
                due.add(step(state, Direction.DOWN, status, 0));
            }
        }
        return due.subList(0, Math.min(command.limit(), due.size()));
    }

    /** The step that goes on with a migration that stopped half-way, or {@code null} after a refusal. */
    private @Nullable Step resumed(
            DatabaseState state,
            MigrationStatus status,
            @Nullable Stopped stopped,
            Direction direction,
            Resume resume) {
        if (stopped == null || stopped.direction() != direction) {
            refusals.add(HalfDoneRefusals.otherDirection(state, status, stopped));
            return null;
        }
        boolean gone = direction == Direction.UP && state.files().get(status.id()) == null;
        boolean dirty = status.state() == MigrationState.DIRTY;
        if (gone) {
            refusals.add(HalfDoneRefusals.dirty(state, status, stopped));
            return null;
        }
        if (dirty && resume == Resume.REFUSE) {
            refusals.add(HalfDoneRefusals.dirty(state, status, stopped));
            return null;
        }
        if (DatabaseState.firstDifference(state.script(status.id(), direction), stopped) > 0) {
            if (status.id().isRepeatable() && resume == Resume.RETRY) {
                return new Step(state.name(), Action.of(direction), direction, status.id(), status.name(), 0, resume);
            }
            refusals.changed(state, status, stopped);
            return null;
        }
        Resume decided = dirty ? resume : Resume.REFUSE;
        int completed = stopped.completed() + (decided == Resume.SKIP ? 1 : 0);
        return new Step(state.name(), Action.of(direction), direction, status.id(), status.name(), completed, decided);
    }

    private static Step step(DatabaseState state, Direction direction, MigrationStatus status, int completed) {
        return new Step(state.name(), direction, status.id(), status.name(), completed);
    }
}
