package dev.tandem.migration.liquibase;

import dev.tandem.migration.Direction;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import liquibase.ChecksumVersion;
import liquibase.change.Change;
import liquibase.change.core.ExecuteShellCommandChange;
import liquibase.change.custom.CustomChangeWrapper;
import liquibase.changelog.ChangeSet;
import liquibase.database.Database;
import liquibase.exception.RollbackImpossibleException;
import liquibase.sql.Sql;
import liquibase.sqlgenerator.SqlGeneratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a change set: each change is a statement of it, as the SQL that Liquibase makes of it. That is shown; what runs is
 * the change set.
 */
final class ChangeSetScript implements Script {
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
    static ChangeSetScript of(Step step, ChangeSet changeSet, Database database) {
        ChangeSetScript script = new ChangeSetScript(changeSet, database, step.direction() == Direction.UP);
        if (step.recordsOnly()) {
            script.statements = List.of();
        }
        return script;
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

    private List<SqlStatement> rendered() {
        List<SqlStatement> rendered = new ArrayList<>();
        for (Change change : changes()) {
            rendered.add(new SqlStatement(rendered.size() + 1, 1, sql(change), fingerprint()));
        }
        return List.copyOf(rendered);
    }

    private List<Change> changes() {
        if (up) {
            return changeSet.getChanges();
        }
        List<Change> custom = changeSet.getRollback().getChanges();
        if (!custom.isEmpty()) {
            return custom;
        }
        List<Change> reversed = new ArrayList<>(changeSet.getChanges());
        Collections.reverse(reversed);
        return reversed;
    }

    /** Code, and commands of the shell, are executed by being asked for their SQL; of others it may not be known before they run. */
    private String sql(Change change) {
        if (change instanceof CustomChangeWrapper || change instanceof ExecuteShellCommandChange) {
            return named(change);
        }
        boolean automatic = !up && changeSet.getRollback().getChanges().isEmpty();
        try {
            SqlGeneratorFactory generators = SqlGeneratorFactory.getInstance();
            Sql[] sql = automatic
                    ? generators.generateSql(change.generateRollbackStatements(database), database)
                    : generators.generateSql(change, database);
            return Arrays.stream(sql).map(Sql::toSql).collect(Collectors.joining(";\n"));
        } catch (RollbackImpossibleException | RuntimeException e) {
            return named(change) + ", whose SQL is known only when it runs: "
                    + Problems.reason(e).replaceAll("\\R", " ");
        }
    }

    private static String named(Change change) {
        return "-- Liquibase: " + change.getSerializedObjectName();
    }
}
