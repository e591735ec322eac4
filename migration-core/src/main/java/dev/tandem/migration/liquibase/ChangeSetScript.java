package dev.tandem.migration.liquibase;

import dev.tandem.migration.Action;
import dev.tandem.migration.Direction;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.Step;
import java.util.ArrayList;
import java.util.List;
import liquibase.ChecksumVersion;
import liquibase.Scope;
import liquibase.change.Change;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.ChangeSet.ExecType;
import liquibase.changelog.RanChangeSet;
import liquibase.database.Database;
import liquibase.database.ObjectQuotingStrategy;
import liquibase.exception.LiquibaseException;
import liquibase.exception.RollbackImpossibleException;
import liquibase.executor.ExecutorService;
import liquibase.executor.LoggingExecutor;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a change set: each change is a statement of it, as the SQL that Liquibase makes of it. That is shown; what runs is
 * the change set.
 */
final class ChangeSetScript implements Script {
    /** By which Liquibase knows who only writes. */
    private static final String LOGGING = "logging";

    private final ChangeSet changeSet;
    private final Database database;
    private final boolean up;
    private final String fingerprint;
    private @Nullable List<SqlStatement> statements;

    /** While Liquibase works for us: its checksum may be one of a file. */
    ChangeSetScript(ChangeSet changeSet, Database database, boolean up) {
        this.changeSet = changeSet;
        this.database = database;
        this.up = up;
        this.fingerprint = changeSet.generateCheckSum(ChecksumVersion.latest()).toString();
    }

    @Override
    public String location() {
        return changeSet.getFilePath();
    }

    @Override
    public int statements() {
        return all().size();
    }

    /** Liquibase's own checksum. */
    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public boolean transactional() {
        return changeSet.isRunInTransaction();
    }

    @Override
    public Statements open() {
        return Statements.of(all());
    }

    /** What a step executes: of one that only records, nothing. */
    static ChangeSetScript of(Step step, ChangeSet changeSet, Database database) throws LiquibaseException {
        ChangeSetScript script = new ChangeSetScript(changeSet, database, step.direction() == Direction.UP);
        if (step.recordsOnly() || (step.action() == Action.DOWN && wasOnlyMarked(changeSet, database))) {
            script.statements = List.of();
        }
        return script;
    }

    /**
     * Whether a precondition has had it marked as run: mostly because what it makes was there already. Taking that back would take away
     * what it has not made.
     */
    static boolean wasOnlyMarked(ChangeSet changeSet, Database database) throws LiquibaseException {
        RanChangeSet row = database.getRanChangeSet(changeSet);
        return row != null && row.getExecType() == ExecType.MARK_RAN;
    }

    /** With its SQL, which Liquibase makes while it is asked to. */
    ChangeSetScript made() {
        all();
        return this;
    }

    private List<SqlStatement> all() {
        List<SqlStatement> known = statements;
        if (known == null) {
            known = rendered();
            statements = known;
        }
        return known;
    }

    /** As where nothing is executed: else what is loaded from a file is bound to a statement, and is no SQL. */
    private List<SqlStatement> rendered() {
        List<SqlStatement> rendered = new ArrayList<>();
        ExecutorService executors = Scope.getCurrentScope().getSingleton(ExecutorService.class);
        ObjectQuotingStrategy quoting = database.getObjectQuotingStrategy();
        executors.setExecutor(LOGGING, database, new LoggingExecutor(null, null, database));
        database.setObjectQuotingStrategy(changeSet.getObjectQuotingStrategy());
        try {
            ChangesSql changes = new ChangesSql(changeSet, database, up);
            for (Change change : changes.changes()) {
                rendered.add(new SqlStatement(rendered.size() + 1, 1, sql(changes, change), fingerprint()));
            }
        } finally {
            database.setObjectQuotingStrategy(quoting);
            executors.clearExecutor(LOGGING, database);
        }
        return List.copyOf(rendered);
    }

    /** Code, and commands of the shell, are executed by being asked for their SQL; of others it may not be known before they run. */
    private String sql(ChangesSql changes, Change change) {
        if (ChangesSql.isCode(change)) {
            return named(change);
        }
        if (changes.isForOthers(change)) {
            return named(change) + ", not for " + database.getShortName();
        }
        try {
            String sql = String.join(";\n", changes.statements(change));
            return sql.isEmpty() ? named(change) : sql;
        } catch (RollbackImpossibleException | RuntimeException e) {
            return named(change) + ", whose SQL is known only when it runs: "
                    + Problems.reason(e).replaceAll("\\R", " ");
        }
    }

    private static String named(Change change) {
        return "-- Liquibase: " + change.getSerializedObjectName();
    }
}
