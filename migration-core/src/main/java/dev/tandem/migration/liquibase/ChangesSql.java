package dev.tandem.migration.liquibase;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import liquibase.change.Change;
import liquibase.change.DbmsTargetedChange;
import liquibase.change.core.ExecuteShellCommandChange;
import liquibase.change.custom.CustomChangeWrapper;
import liquibase.changelog.ChangeSet;
import liquibase.database.Database;
import liquibase.database.DatabaseList;
import liquibase.exception.RollbackImpossibleException;
import liquibase.sql.Sql;
import liquibase.sqlgenerator.SqlGeneratorFactory;

/** One direction of a change set: which changes that is, and the SQL that Liquibase makes of each. */
record ChangesSql(ChangeSet changeSet, Database database, boolean up) {

    /** In the order in which they are executed. */
    List<Change> changes() {
        if (up) {
            return changeSet.getChanges();
        }
        if (!isAutomatic()) {
            return changeSet.getRollback().getChanges();
        }
        List<Change> reversed = new ArrayList<>(changeSet.getChanges());
        Collections.reverse(reversed);
        return reversed;
    }

    private boolean isAutomatic() {
        return !up && changeSet.getRollback().getChanges().isEmpty();
    }

    /** Whether it is executed by being asked for its SQL. */
    static boolean isCode(Change change) {
        return change instanceof CustomChangeWrapper || change instanceof ExecuteShellCommandChange;
    }

    /** Whether Liquibase passes over it on this database. */
    boolean isForOthers(Change change) {
        return change instanceof DbmsTargetedChange targeted
                && !DatabaseList.definitionMatches(targeted.getDbms(), database, true);
    }

    /** The statements of one that is no code, without what ends them; none of one that is for others. */
    List<String> statements(Change change) throws RollbackImpossibleException {
        if (isForOthers(change)) {
            return List.of();
        }
        SqlGeneratorFactory generators = SqlGeneratorFactory.getInstance();
        Sql[] made = isAutomatic()
                ? generators.generateSql(change.generateRollbackStatements(database), database)
                : generators.generateSql(change, database);
        return Arrays.stream(made)
                .map(ChangesSql::withoutEnd)
                .filter(one -> !one.isEmpty())
                .toList();
    }

    /** Some generators end what they make, and others do not. */
    private static String withoutEnd(Sql made) {
        String sql = made.toSql().strip();
        return sql.endsWith(";") ? sql.substring(0, sql.length() - 1).strip() : sql;
    }
}
