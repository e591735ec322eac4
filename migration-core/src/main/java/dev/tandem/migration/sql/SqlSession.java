package dev.tandem.migration.sql;

import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.Deadline;
import dev.tandem.migration.Direction;
import dev.tandem.migration.Failure;
import dev.tandem.migration.History;
import dev.tandem.migration.HistoryMismatchException;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.LockStatus;
import dev.tandem.migration.Migration;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.MigrationSession;
import dev.tandem.migration.RowEstimates;
import dev.tandem.migration.Script;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.StatementFrames;
import dev.tandem.migration.Step;
import dev.tandem.migration.TableRows;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One run's connection to an SQL database: history, lock, and the execution of steps. */
final class SqlSession implements MigrationSession, RowEstimates, StatementFrames {
    private final SqlDatabase database;
    private final DatabaseSettings settings;
    private final Dialect dialect;
    private final SqlChannel channel;
    private final String runId;
    private final Deadline deadline;
    private final HistoryTable table;
    private final Deadline.Registration cancellation;
    private @Nullable TableLocation location;
    private History history = History.EMPTY;

    SqlSession(SqlDatabase database, SqlChannel channel, String runId, Deadline deadline) {
        this.database = database;
        this.settings = database.settings();
        this.dialect = database.dialect();
        this.channel = channel;
        this.runId = runId;
        this.deadline = deadline;
        this.table = new HistoryTable(dialect);
        this.cancellation = deadline.onEnd(channel::cancel);
    }

    @Override
    public History history() {
        try {
            List<HistoryEvent> events = channel.query(table.read(tableName()), HistoryTable::map);
            history = new UnknownEnds(database, channel).settle(EventLog.fold(events));
            return history;
        } catch (SQLException e) {
            switch (dialect.problem(e)) {
                case NO_TABLE -> history = History.EMPTY;
                case NO_COLUMN -> throw foreignTable(e);
                default -> throw unreachable(e);
            }
            return history;
        } catch (HistoryMismatchException e) {
            throw new HistoryMismatchException(e.failure().in(database.name(), null), e);
        }
    }

    @Override
    public Script script(Step step) {
        Script script = find(step);
        try {
            dialect.check(script);
        } catch (InvalidMigrationException e) {
            throw new InvalidMigrationException(e.failure().in(database.name(), step.version()), e);
        }
        return script;
    }

    private Script find(Step step) {
        Migration migration = database.migration(step.version());
        if (step.recordsOnly()) {
            return new NoScript(migration == null ? tableName() : migration.up().location());
        }
        if (step.direction() == Direction.UP && migration != null) {
            return migration.up();
        }
        if (step.direction() == Direction.DOWN && migration != null && migration.down() != null) {
            return migration.down();
        }
        if (step.direction() == Direction.DOWN && migration == null) {
            return RecordedDown.script(dialect, database.placeholders(), tableName(), step, recordedDown(step));
        }
        throw new InvalidMigrationException(
                Failure.of(
                        database.name(),
                        "There is no script for version " + step.version() + " " + step.name() + ".",
                        "Bring its file back."),
                null);
    }

    @Override
    public boolean tryLock() {
        try {
            return channel.tryLock(location());
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    @Override
    public void unlock() {
        try {
            channel.unlock(location());
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    @Override
    public LockStatus lock() {
        try {
            location();
            return channel.lock();
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    @Override
    public void run(List<Step> steps, MigrationListener listener) {
        TableLocation created = ensureTable();
        StepContext context = new StepContext(
                database.name(),
                dialect,
                database.placeholders(),
                table,
                created,
                runId,
                Identity.userAndHost(),
                deadline,
                history.fence() + 1,
                history.head());
        if (steps.stream().allMatch(Step::recordsOnly)) {
            Function<Step, String> event =
                    step -> context.recorded(step, script(step), database.migration(step.version()), down(step));
            new Recording(channel, context, this::script, event).run(steps, listener);
            return;
        }
        Execution execution = channel.execution(context);
        for (Step step : steps) {
            String down = down(step);
            Script script = script(step);
            Duration timeout = script.timeout();
            if (timeout == null) {
                execution.run(step, script, down, listener);
            } else {
                runWithin(timeout, step, script, down, context, execution, listener);
            }
        }
    }

    private void runWithin(
            Duration timeout,
            Step step,
            Script script,
            @Nullable String down,
            StepContext context,
            Execution execution,
            MigrationListener listener) {
        try (Deadline own = deadline.within(timeout);
                Deadline.Registration registration = own.onEnd(this::cancelUnlessCancelled)) {
            context.deadline(own);
            execution.run(step, script, down, listener);
        } finally {
            context.deadline(deadline);
        }
    }

    /** The end of the run is the end of this migration's time, too, and has cancelled already. */
    private void cancelUnlessCancelled() {
        if (!deadline.hasEnded()) {
            channel.cancel();
        }
    }

    /** What is recorded with a step so that it can be taken back without its file. */
    private @Nullable String down(Step step) {
        Migration migration = database.migration(step.version());
        return step.direction() == Direction.UP && migration != null
                ? RecordedDown.text(dialect, migration.down())
                : null;
    }

    @Override
    public List<String> dropStatements() {
        try {
            return channel.dropStatements();
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    @Override
    public List<TableRows> rows() {
        try {
            return channel instanceof EstimatingChannel estimating
                    ? estimating.rows().stream()
                            .filter(table -> !table.table().equals(settings.table()))
                            .toList()
                    : List.of();
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    @Override
    public List<String> beforeStep(boolean first) {
        return channel instanceof StatementFrames frames ? frames.beforeStep(first) : List.of();
    }

    @Override
    public Frames frames(Script script) {
        return channel instanceof StatementFrames frames
                ? frames.frames(script)
                : statement -> new Frame(List.of(), List.of());
    }

    @Override
    public void drop() {
        try {
            deadline.check("before " + database.name() + " was emptied");
            channel.updateAll(channel.dropStatements());
            location = null;
        } catch (SQLException e) {
            Failure failure = Failure.of(
                    database.name(),
                    "It could not be emptied: " + dialect.answer(e).message(),
                    null);
            throw deadline.hasEnded()
                    ? deadline.exceeded(failure, "while " + database.name() + " was emptied", e)
                    : new StatementFailedException(failure, e);
        }
    }

    @Override
    public void close() {
        cancellation.close();
        channel.close();
    }

    /** Unqualified until it is known where it is: the server finds it on the search path with the reading itself. */
    private String tableName() {
        if (location != null) {
            return location.qualified(dialect);
        }
        String schema = settings.schema();
        return (schema == null ? "" : dialect.quote(schema) + ".") + dialect.quote(settings.table());
    }

    private TableLocation location() throws SQLException {
        if (location == null) {
            location = channel.locate();
            String comment = location.comment();
            if (location.exists()
                    && comment != null
                    && comment.startsWith("tandem")
                    && !comment.equals(SqlChannel.LAYOUT)) {
                throw new HistoryMismatchException(
                        Failure.of(
                                database.name(),
                                "The history " + tableName() + " has a layout of another version: " + comment + ".",
                                "Use that version, or a newer one."),
                        null);
            }
        }
        return location;
    }

    private TableLocation ensureTable() {
        try {
            TableLocation found = location();
            if (!found.exists()) {
                // It was looked for before the lock was ours; whoever held it may have created it since.
                location = null;
                found = location();
            }
            if (!found.exists()) {
                channel.update(channel.createTable(found));
                location = new TableLocation(found.schema(), found.table(), true, SqlChannel.LAYOUT);
            }
            return location();
        } catch (SQLException e) {
            if (dialect.problem(e) == Dialect.Problem.UNREACHABLE) {
                throw unreachable(e);
            }
            throw new StatementFailedException(
                    Failure.of(
                            database.name(),
                            "The history table " + tableName() + " could not be created: "
                                    + dialect.answer(e).message(),
                            "Grant the migrating user the right to create it, or create it beforehand."),
                    e);
        }
    }

    private String recordedDown(Step step) {
        try {
            return channel.query(table.readDown(tableName(), step.version()), (row, index) -> row.getString(1)).stream()
                    .findFirst()
                    .orElseThrow(() -> new InvalidMigrationException(
                            Failure.of(
                                    database.name(),
                                    "The down of version " + step.version() + " was not recorded.",
                                    "Bring its file back."),
                            null));
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    private MigrationException foreignTable(SQLException cause) {
        String tool;
        try {
            tool = HistoryTable.otherTool(channel.columns(tableName()));
        } catch (SQLException e) {
            cause.addSuppressed(e);
            tool = null;
        }
        return new HistoryMismatchException(
                Failure.of(
                        database.name(),
                        "The table " + tableName() + " is there, but it is not a history of Tandem"
                                + (tool == null ? "." : ": it looks like that of " + tool + "."),
                        "Set tandem.databases." + database.name() + ".table to another name."),
                cause);
    }

    private MigrationException unreachable(SQLException e) {
        if (deadline.hasEnded()) {
            return deadline.exceeded(
                    Failure.of(database.name(), dialect.answer(e).message(), null), "while it was read", e);
        }
        return new DatabaseUnreachableException(database.unreachable(e), e);
    }
}
