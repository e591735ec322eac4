package dev.tandem.migration;

import dev.tandem.migration.History.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The execution of a command: one id, one deadline, the locks of its databases.
 *
 * <ol>
 *   <li>Connect to the selected databases, read their histories without locks, creating nothing, and plan. Nothing due:
 *       done.
 *   <li>Take the locks of the databases that have steps, always in forward order, so that two runs never wait for each
 *       other; poll, and between polls read again. Nothing due any more: leave. Somebody failed the very migration we
 *       wait for: fail with that error rather than try it again.
 *   <li>Under the locks read and plan again, until every database with steps is locked. Planning refuses before the
 *       first statement if any selected database must refuse, and so does a plan other than the confirmed one.
 *   <li>Work on one database after the other, in the plan's order.
 *   <li>Stop at the first failure; take back what this run applied, if it is to (see {@link Rollback}). Release the locks
 *       in reverse, and return or throw with the report.
 * </ol>
 */
final class Run {
    private final String id;
    private final Command command;
    private final @Nullable Plan confirmed;
    private final Sessions sessions;
    private final Deadline deadline;
    private final Recorder recorder;
    private final MigrationListener listener;
    private final boolean rollbackOnFailure;
    private final LockWait lockWait;
    private final Map<String, Long> firstHeads = new HashMap<>();
    private final Set<Step> firstSkips = new HashSet<>();
    private Plan plan;
    /** That whose files were read. */
    private @Nullable Plan read;

    private List<DatabaseState> states = List.of();
    private boolean begun;

    Run(
            String id,
            Command command,
            @Nullable Plan confirmed,
            Sessions sessions,
            Deadline deadline,
            Recorder recorder,
            MigrationListener listener,
            boolean rollbackOnFailure) {
        this.id = id;
        this.command = command;
        this.confirmed = confirmed;
        this.sessions = sessions;
        this.deadline = deadline;
        this.recorder = recorder;
        this.listener = listener;
        this.rollbackOnFailure = rollbackOnFailure;
        this.lockWait = new LockWait(sessions, deadline, listener);
        this.plan = new Plan(command, List.of(), List.of(), List.of());
    }

    /** Executes it; what it throws carries the report. */
    Report execute() {
        try {
            plan();
            readFiles();
            states.forEach(state -> firstHeads.put(state.name(), state.history().head()));
            plan.steps().stream()
                    .filter(step -> step.resume() == Command.Resume.SKIP)
                    .forEach(firstSkips::add);
            refuseUnconfirmed();
            if (!plan.isEmpty()) {
                listener.runStarted(id, plan);
                lock();
                refuseOtherSkips();
                refuseUnconfirmed();
            }
            if (plan.isEmpty()) {
                return finish(Report.Outcome.NOTHING, null);
            }
            work();
            return finish(Report.Outcome.DONE, null);
        } catch (MigrationException e) {
            throw e.attach(finish(Report.Outcome.FAILED, failure(e)));
        } catch (RuntimeException e) {
            finish(Report.Outcome.FAILED, Failure.of(null, e.toString(), null));
            throw e;
        }
    }

    private Failure failure(MigrationException e) {
        return begun && rollbackOnFailure
                ? new Rollback(id, plan, sessions, deadline, recorder, listener).after(e)
                : e.failure();
    }

    private void plan() {
        Reading reading = sessions.readToRun(command);
        states = reading.states();
        plan = reading.plan();
    }

    /** A file that cannot be read must not be found out half-way. Those of a plan that was read are not read again. */
    private void readFiles() {
        if (plan.equals(read)) {
            return;
        }
        List<MigrationException> unusable = new ArrayList<>();
        for (DatabaseState state : states) {
            try {
                plan.steps(state.name()).forEach(step -> read(state, step));
                if (plan.steps(state.name()).stream().anyMatch(Step::isUp)) {
                    readHooks(state.name());
                }
            } catch (InvalidMigrationException | RefusedException e) {
                unusable.add(e);
            }
        }
        if (!unusable.isEmpty()) {
            throw Together.of(unusable);
        }
        read = plan;
    }

    private void read(DatabaseState state, Step step) {
        Script script = sessions.get(state.name()).script(step);
        script.statements();
        refuseTooLong(step.name(), step.database(), step.id(), step.direction(), script);
        Script up = step.direction() == Direction.UP ? state.script(step.id(), Direction.UP) : null;
        if (up != null) {
            up.statements();
        }
        // The down is recorded with the up.
        Script down = step.direction() == Direction.UP ? state.script(step.id(), Direction.DOWN) : null;
        if (down != null) {
            down.statements();
        }
    }

    private void readHooks(String database) {
        if (sessions.get(database) instanceof HookedSession session) {
            for (Hook hook : Hook.values()) {
                Script script = session.hook(hook);
                if (script != null) {
                    script.statements();
                    refuseTooLong(hook.fileName(), database, null, Direction.UP, script);
                }
            }
        }
    }

    private void refuseTooLong(
            String name, String database, @Nullable MigrationId migration, Direction direction, Script script) {
        Duration limit = deadline.limit();
        Duration timeout = script.timeout();
        if (limit != null && timeout != null && timeout.compareTo(limit) > 0) {
            throw new RefusedException(
                    Failure.inFile(
                                    script.location(),
                                    null,
                                    name + " may take " + Deadline.text(timeout) + " (tandem:timeout), but this"
                                            + " run has to end within " + Deadline.text(limit)
                                            + ". Nothing was executed.",
                                    "Run it as a Job, or on the command line without --timeout: migrate "
                                            + (direction == Direction.UP ? "up" : "down") + " --db "
                                            + database + ".")
                            .in(database, migration),
                    null);
        }
    }

    private void lock() {
        while (!sessions.holds(plan.databases())) {
            if (sessions.lockedBeyond(plan.databases())) {
                sessions.unlockAll();
            }
            for (String database : sessions.inForwardOrder(plan.databases())) {
                if (!awaitLock(database)) {
                    sessions.unlockAll();
                    return;
                }
            }
            plan();
            readFiles();
            refuseFailedMeanwhile();
        }
    }

    /** Polls until the lock is ours; {@code false} when nothing is due any more. */
    private boolean awaitLock(String database) {
        return lockWait.await(database, () -> {
            if (!sessions.mayHaveGoneOn()) {
                return true;
            }
            plan();
            refuseFailedMeanwhile();
            return !plan.isEmpty();
        });
    }

    /** What is skipped was looked at by somebody: that statement of that migration, and not one that fails meanwhile. */
    private void refuseOtherSkips() {
        for (Step step : plan.steps()) {
            if (step.resume() == Command.Resume.SKIP && !firstSkips.contains(step)) {
                throw new RefusedException(
                        new Failure(
                                step.database(),
                                step.id(),
                                null,
                                step.completed(),
                                null,
                                null,
                                step.name() + " is dirty at statement " + step.completed()
                                        + " now, which it was not when this run began: the plan has changed.",
                                "Look at it, and decide again."),
                        null);
            }
        }
    }

    private void refuseUnconfirmed() {
        if (confirmed != null && !plan.equals(confirmed)) {
            throw new RefusedException(
                    Failure.of(
                            null,
                            "The plan is not the confirmed one any more: another run was faster.",
                            "Look at it again and confirm it again."),
                    null);
        }
    }

    private void refuseFailedMeanwhile() {
        for (DatabaseState state : states) {
            // Not the first one only: those before it may have been taken back, as may all of their transaction.
            plan.steps(state.name()).stream()
                    .filter(step -> !step.recordsOnly())
                    .forEach(step -> refuseFailedMeanwhile(state, step));
        }
    }

    private void refuseFailedMeanwhile(DatabaseState state, Step step) {
        Entry entry = state.history().entries().get(step.id());
        if (entry != null && entry.error() != null && entry.seq() > firstHeads.getOrDefault(state.name(), 0L)) {
            throw new StatementFailedException(
                    new Failure(
                            state.name(),
                            entry.id(),
                            sessions.get(state.name()).script(step).location(),
                            null,
                            null,
                            null,
                            "Failed in run " + entry.runId() + ", which held the lock before this one: "
                                    + entry.error(),
                            "It was not tried again. Mend the file, then run up again."),
                    null);
        }
    }

    private void work() {
        begun = true;
        if (command instanceof Command.Drop) {
            for (String database : plan.databases()) {
                deadline.check("before " + database + " was begun");
                sessions.get(database).drop();
                listener.dropped(database);
            }
            return;
        }
        if (command instanceof Command.Adopt) {
            for (ForeignHistory foreign : plan.foreign()) {
                deadline.check("before " + foreign.database() + " was begun");
                sessions.adopting(foreign.database()).adopt(foreign, plan.steps(foreign.database()), listener);
                listener.adopted(foreign);
            }
            return;
        }
        Set<String> executed = new HashSet<>();
        for (List<Step> steps : plan.stretches()) {
            String database = steps.get(0).database();
            deadline.check("before " + database + " was begun");
            MigrationSession session = sessions.get(database);
            if (!executed.add(database)) {
                // It has gone on since it was read: by the takes-back of this run.
                session.history();
            }
            session.run(steps, listener);
        }
    }

    private Report finish(Report.Outcome outcome, @Nullable Failure failure) {
        Report report = recorder.report(id, outcome, plan, statuses(outcome), failure);
        listener.runFinished(report);
        return report;
    }

    /** What the run left: read again if it did anything. What cannot be read any more is told as such. */
    private List<DatabaseStatus> statuses(Report.Outcome outcome) {
        if (outcome == Report.Outcome.NOTHING) {
            return states.stream().map(this::status).toList();
        }
        if (!begun && deadline.hasEnded()) {
            return statusesAsRead();
        }
        return sessions.databases().stream().map(this::statusNow).toList();
    }

    private DatabaseStatus statusNow(MigrationDatabase database) {
        Obstacle obstacle = sessions.obstacle(database);
        if (obstacle != null) {
            return DatabaseStatus.unread(database, obstacle);
        }
        try {
            return status(sessions.state(database.name()));
        } catch (MigrationException e) {
            return DatabaseStatus.unread(database, Obstacle.toReading(e));
        } catch (RuntimeException e) {
            // It must not hide what the run itself failed with.
            return DatabaseStatus.unread(database, e.toString());
        }
    }

    /** Nothing was done, and whatever made reading take too long may still be there: nobody would cancel it any more. */
    private List<DatabaseStatus> statusesAsRead() {
        return sessions.databases().stream()
                .map(database -> states.stream()
                        .filter(state -> state.name().equals(database.name()))
                        .findFirst()
                        .map(this::status)
                        .orElseGet(() -> DatabaseStatus.unread(database, "It was not read before the run ended.")))
                .toList();
    }

    /** Without the lock's holder: that is this run, and it is about to let go. */
    private DatabaseStatus status(DatabaseState state) {
        return state.status(new LockStatus(sessions.get(state.name()).lockKind(), null, null));
    }
}
