package dev.tandem.migration.sql;

import dev.tandem.migration.AdoptingSession;
import dev.tandem.migration.Command;
import dev.tandem.migration.Deadline;
import dev.tandem.migration.DescribesServer;
import dev.tandem.migration.Failure;
import dev.tandem.migration.Finding;
import dev.tandem.migration.ForeignHistories;
import dev.tandem.migration.ForeignHistory;
import dev.tandem.migration.History;
import dev.tandem.migration.Hook;
import dev.tandem.migration.HookedSession;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.LockStatus;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.PastRun;
import dev.tandem.migration.RowEstimates;
import dev.tandem.migration.Script;
import dev.tandem.migration.ServerInfo;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.StatementFrames;
import dev.tandem.migration.Step;
import dev.tandem.migration.TableRows;
import dev.tandem.migration.ValidatesStatements;
import dev.tandem.migration.script.Placeholders;
import dev.tandem.migration.seed.SeedTarget;
import dev.tandem.migration.seed.Seedable;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run's connection to an SQL database: history, lock, and the execution of steps. */
final class SqlSession
        implements AdoptingSession,
                HookedSession,
                Seedable,
                ValidatesStatements,
                DescribesServer,
                RowEstimates,
                StatementFrames {
    private final ConfiguredDatabase database;
    private final SqlChannel channel;
    private final String runId;
    private final Deadline deadline;
    private final ConnectionFailures failures;
    private final HistoryPlace place;
    private final HistoryReading reading;
    private final StepScripts scripts;
    private final ServerDescription description;
    private final Deadline.Registration cancellation;
    private final Deadline.Registration lastResort;
    private History history = History.EMPTY;
    private boolean locked;

    SqlSession(ConfiguredDatabase database, SqlChannel channel, String runId, Deadline deadline) {
        this.database = database;
        this.channel = channel;
        this.runId = runId;
        this.deadline = deadline;
        this.failures = new ConnectionFailures(database, deadline);
        this.place = new HistoryPlace(database, channel, failures);
        this.reading = new HistoryReading(database, channel, place, failures);
        this.scripts = new StepScripts(database, place, reading);
        this.description = new ServerDescription(database, channel, place, failures);
        this.cancellation = deadline.onEnd(channel::cancel);
        this.lastResort = deadline.onSilence(channel::cut);
    }

    @Override
    public History history() {
        // A run that has lost its lock is not to end what its successor executes.
        history = reading.read(locked && channel.holdsLock());
        return history;
    }

    @Override
    public boolean mayHaveGoneOn() {
        return reading.mayHaveGoneOn(history);
    }

    @Override
    public Script script(Step step) {
        return scripts.script(step);
    }

    @Override
    public @Nullable Script hook(Hook hook) {
        return scripts.hook(hook);
    }

    @Override
    public void validate(Consumer<Finding> findings) {
        if (channel instanceof SyntaxCheck server) {
            try {
                new StatementValidation(database, server, findings).check();
            } catch (SQLException e) {
                throw failures.reading(e);
            }
        }
    }

    @Override
    public ServerInfo server() {
        return description.server();
    }

    @Override
    public List<PastRun> pastRuns(int limit) {
        return reading.pastRuns(limit);
    }

    @Override
    public boolean tryLock() {
        try {
            locked = channel.tryLock(place.location());
            return locked;
        } catch (SQLException e) {
            throw failures.reading(e);
        }
    }

    @Override
    public void unlock() {
        try {
            locked = false;
            channel.unlock(place.location());
        } catch (SQLException e) {
            throw failures.reading(e);
        }
    }

    @Override
    public LockStatus lock() {
        try {
            return channel.lock(place.location());
        } catch (SQLException e) {
            throw failures.reading(e);
        }
    }

    @Override
    public String lockKind() {
        return channel.lockKind();
    }

    @Override
    public void run(List<Step> steps, MigrationListener listener) {
        StepContext context = context(place.ensureTable());
        new SessionRun(database, channel, context, scripts).run(steps, listener);
    }

    private StepContext context(TableLocation historyTable) {
        StepEvents events = new StepEvents(
                database.dialect(),
                historyTable.qualified(database.dialect()),
                runId,
                Identity.userAndHost(),
                history.fence() + 1,
                history.head());
        return new StepContext(
                database.name(), database.dialect(), database.placeholders(), historyTable, history, events, deadline);
    }

    @Override
    public ForeignHistories foreign(Command.Adopt command) {
        try {
            return channel instanceof AdoptingChannel adopting
                    ? new ForeignTables(database, adopting).find(command)
                    : new ForeignHistories(List.of(), List.of(), false);
        } catch (SQLException e) {
            throw failures.reading(e);
        }
    }

    @Override
    public History historyBeforeAdoption(ForeignHistories foreign) {
        if (foreign.found().stream().noneMatch(place::isOf)) {
            return history();
        }
        history = History.EMPTY;
        return history;
    }

    @Override
    public void adopt(ForeignHistory foreign, List<Step> steps, MigrationListener listener) {
        try {
            // It was looked for before the lock was ours; whoever held it may have created our history since.
            place.forget();
            TableLocation ours = place.location();
            StepContext context = context(ours);
            // Only a channel that can do it has found something to adopt.
            new Adoption(database, (AdoptingChannel) channel, context, this::script).run(foreign, steps, listener);
            place.created(ours);
        } catch (SQLException e) {
            throw failures.reading(e);
        }
    }

    @Override
    public List<String> dropStatements() {
        try {
            return channel.dropStatements();
        } catch (SQLException e) {
            throw failures.reading(e);
        }
    }

    @Override
    public List<TableRows> rows() {
        return description.rows();
    }

    @Override
    public List<String> beforeStep(boolean first) {
        return channel instanceof StatementFrames frames ? frames.beforeStep(first) : List.of();
    }

    @Override
    public Frames frames(Script script) {
        Frames frames = channel instanceof StatementFrames own
                ? own.frames(script)
                : statement -> new Frame(List.of(), List.of());
        return statement -> masked(frames.next(statement));
    }

    /** What is cleared away before a statement has the names that the statement gives, placeholders filled in. */
    private Frame masked(Frame frame) {
        Placeholders placeholders = database.placeholders();
        return new Frame(
                frame.before().stream().map(placeholders::mask).toList(),
                frame.after().stream().map(placeholders::mask).toList());
    }

    @Override
    public void drop() {
        try {
            deadline.check("before " + database.name() + " was emptied");
            channel.updateAll(channel.dropStatements());
            place.forget();
        } catch (SQLException e) {
            if (database.dialect().problem(e) == Dialect.Problem.LOST_LOCK) {
                throw failures.reading(e);
            }
            Failure failure = Failure.of(
                    database.name(),
                    "It could not be emptied: " + database.dialect().answer(e).message(),
                    null);
            throw deadline.hasEnded()
                    ? deadline.exceeded(failure, "while " + database.name() + " was emptied", e)
                    : new StatementFailedException(failure, e);
        }
    }

    @Override
    public SeedTarget seedTarget() {
        if (channel instanceof Seedable seedable) {
            return seedable.seedTarget();
        }
        throw new InvalidConfigurationException(
                Failure.of(database.name(), "A database of its kind cannot be seeded.", "Leave it out with --db."),
                null);
    }

    @Override
    public void close() {
        cancellation.close();
        channel.close();
        lastResort.close();
    }
}
