package dev.tandem.migration.sql;

import dev.tandem.migration.AdoptingSession;
import dev.tandem.migration.Command;
import dev.tandem.migration.Deadline;
import dev.tandem.migration.DescribesServer;
import dev.tandem.migration.Direction;
import dev.tandem.migration.Failure;
import dev.tandem.migration.Finding;
import dev.tandem.migration.ForeignHistories;
import dev.tandem.migration.ForeignHistory;
import dev.tandem.migration.History;
import dev.tandem.migration.HistoryMismatchException;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.LockStatus;
import dev.tandem.migration.Migration;
import dev.tandem.migration.MigrationException;
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
import dev.tandem.migration.foreign.ForeignFormat;
import dev.tandem.migration.seed.SeedTarget;
import dev.tandem.migration.seed.Seedable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One run's connection to an SQL database: history, lock, and the execution of steps. */
final class SqlSession
        implements AdoptingSession, Seedable, ValidatesStatements, DescribesServer, RowEstimates, StatementFrames {
    private static final String ROUND_TRIP = "SELECT 1";

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
    private boolean locked;

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
            history = new UnknownEnds(database, channel, locked).settle(events);
            return history;
        } catch (SQLException e) {
            switch (dialect.problem(e)) {
                case NO_TABLE -> history = beginning();
                case NO_COLUMN -> throw foreignTable(e);
                default -> throw unreachable(e);
            }
            return history;
        } catch (HistoryMismatchException e) {
            throw new HistoryMismatchException(e.failure().in(database.name(), null), e);
        }
    }

    /** Where the table is to be is asked for before anything is planned on it, but not where there is nothing to plan. */
    private History beginning() {
        if (!database.migrations().isEmpty()) {
            try {
                location();
            } catch (SQLException e) {
                throw unreachable(e);
            }
        }
        return History.EMPTY;
    }

    @Override
    public Script script(Step step) {
        Script script = find(step);
        try {
            dialect.check(script);
            if (database.isOneTransaction() && !step.recordsOnly()) {
                refuseOutsideOfTransaction(step, script);
            }
        } catch (InvalidMigrationException e) {
            throw new InvalidMigrationException(e.failure().in(database.name(), step.version()), e);
        }
        return script;
    }

    private static void refuseOutsideOfTransaction(Step step, Script script) {
        if (!script.transactional() || step.completed() > 0) {
            throw new InvalidMigrationException(
                    Failure.inFile(
                            script.location(),
                            null,
                            step.version() + " " + step.name()
                                    + " cannot be in one transaction with others: it has statements that run outside of"
                                    + " one, or transactions of its own. Nothing was executed.",
                            "Set tandem.databases." + step.database()
                                    + ".transaction=each, at least for the run with this migration."),
                    null);
        }
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
    public void validate(Consumer<Finding> findings) {
        if (channel instanceof SyntaxCheck server) {
            try {
                new StatementValidation(database, server, findings).check();
            } catch (SQLException e) {
                throw unreachable(e);
            }
        }
    }

    @Override
    public ServerInfo server() {
        try {
            TableLocation history = location();
            channel.query(ROUND_TRIP, (row, index) -> 1);
            long sent = System.nanoTime();
            channel.query(ROUND_TRIP, (row, index) -> 1);
            Duration roundTrip = Duration.ofNanos(System.nanoTime() - sent);
            ServerFacts.Facts facts =
                    channel instanceof ServerFacts server ? server.facts(history) : ServerFacts.Facts.UNKNOWN;
            return new ServerInfo(
                    facts.version(),
                    roundTrip,
                    history.schema() + "." + history.table(),
                    history.exists(),
                    facts.historyEngine(),
                    facts.sizeBytes(),
                    facts.missingRights());
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    @Override
    public List<PastRun> pastRuns(int limit) {
        try {
            return channel.query(table.readRuns(tableName(), limit), HistoryTable::mapRun);
        } catch (SQLException e) {
            if (dialect.problem(e) == Dialect.Problem.NO_TABLE) {
                return List.of();
            }
            throw unreachable(e);
        }
    }

    @Override
    public boolean tryLock() {
        try {
            locked = channel.tryLock(location());
            return locked;
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    @Override
    public void unlock() {
        try {
            locked = false;
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
        StepContext context = context(created);
        if (steps.stream().allMatch(Step::recordsOnly)) {
            Function<Step, String> event =
                    step -> context.recorded(step, script(step), database.migration(step.version()), down(step));
            new Recording(channel, context, this::script, event).run(steps, listener);
            return;
        }
        if (database.isOneTransaction() && channel instanceof TransactionalChannel transactional) {
            List<Work> works = steps.stream()
                    .map(step -> new Work(step, script(step), () -> down(step)))
                    .toList();
            new TransactionalExecution(transactional, context).run(works, listener);
            return;
        }
        Execution execution = channel.execution(context);
        for (Step step : steps) {
            Script script = script(step);
            try (TimeLimit limit = TimeLimit.of(script, context, channel)) {
                execution.run(step, script, down(step), listener);
            }
        }
    }

    private StepContext context(TableLocation historyTable) {
        return new StepContext(
                database.name(),
                dialect,
                database.placeholders(),
                table,
                historyTable,
                runId,
                Identity.userAndHost(),
                deadline,
                history.fence() + 1,
                history.head());
    }

    @Override
    public ForeignHistories foreign(Command.Adopt command) {
        try {
            return channel instanceof AdoptingChannel adopting
                    ? new ForeignTables(database, adopting).find(command)
                    : new ForeignHistories(List.of(), List.of(), false);
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    @Override
    public History historyBeforeAdoption(ForeignHistories foreign) {
        if (foreign.found().stream().noneMatch(this::isInOurPlace)) {
            return history();
        }
        history = History.EMPTY;
        return history;
    }

    private boolean isInOurPlace(ForeignHistory foreign) {
        try {
            TableLocation ours = location();
            return ours.schema().equals(foreign.schema()) && ours.table().equals(foreign.table());
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    @Override
    public void adopt(ForeignHistory foreign, List<Step> steps, MigrationListener listener) {
        try {
            TableLocation ours = location();
            StepContext context = context(ours);
            // Only a channel that can do it has found something to adopt.
            new Adoption(database, (AdoptingChannel) channel, context, this::script).run(foreign, steps, listener);
            location = new TableLocation(ours.schema(), ours.table(), true, SqlChannel.LAYOUT);
        } catch (SQLException e) {
            throw unreachable(e);
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
            TableLocation found = channel.locate();
            String comment = found.comment();
            if (found.exists()
                    && comment != null
                    && comment.startsWith("tandem")
                    && !comment.equals(SqlChannel.LAYOUT)) {
                throw new HistoryMismatchException(
                        Failure.of(
                                database.name(),
                                "The history " + found.qualified(dialect) + " has a layout of another version: "
                                        + comment + ".",
                                "Use that version, or a newer one."),
                        null);
            }
            location = found;
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
        Optional<ForeignFormat> format;
        try {
            // A layout that we do not know may well have other columns.
            location();
            format = ForeignFormat.of(channel.columns(tableName()).stream()
                    .map(column -> column.toLowerCase(Locale.ROOT))
                    .collect(Collectors.toSet()));
        } catch (SQLException e) {
            cause.addSuppressed(e);
            format = Optional.empty();
        }
        String apart = "et tandem.databases." + database.name() + ".table to another name.";
        return new HistoryMismatchException(
                Failure.of(
                        database.name(),
                        "The table " + tableName() + " is there, but it is not a history of Tandem"
                                + format.map(found -> ": it is that of "
                                                + found.tool().label() + ".")
                                        .orElse("."),
                        format.isEmpty()
                                ? "S" + apart
                                : "Take over what it recorded with: migrate adopt --db " + database.name()
                                        + ". Or, to keep the two apart, s" + apart),
                cause);
    }

    private MigrationException unreachable(SQLException e) {
        if (deadline.hasEnded()) {
            return deadline.exceeded(
                    Failure.of(database.name(), dialect.answer(e).message(), null), "while it was read", e);
        }
        return database.unreachable(e);
    }
}
