package dev.tandem.migration.liquibase;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.script.ScriptSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import liquibase.change.Change;
import liquibase.change.core.LoadDataChange;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.filter.DbmsChangeSetFilter;
import liquibase.database.Database;
import liquibase.database.ObjectQuotingStrategy;
import liquibase.exception.LiquibaseException;
import liquibase.exception.RollbackImpossibleException;
import liquibase.exception.ValidationErrors;
import liquibase.parser.ChangeLogParserFactory;
import org.jspecify.annotations.Nullable;

/**
 * The change sets of one file as SQL: their changes are the Up section, their rollbacks, from the last to the first, the Down section,
 * if each has one. What can be decided only by looking into the database is refused: the file is compiled without one.
 */
final class CompiledChangeSets implements ScriptSource {
    private static final String SEPARATE = "-- +goose StatementBegin\n%s\n;\n-- +goose StatementEnd\n";

    private final ScriptSource file;
    private final String jdbcUrl;
    private byte @Nullable [] sql;

    CompiledChangeSets(ScriptSource file, String jdbcUrl) {
        this.file = file;
        this.jdbcUrl = jdbcUrl;
    }

    /** Lines are those of the SQL. */
    @Override
    public String location() {
        return file.location() + " (as Liquibase compiles it)";
    }

    @Override
    public synchronized InputStream open() throws IOException {
        if (sql == null) {
            sql = compiled().getBytes(StandardCharsets.UTF_8);
        }
        return new ByteArrayInputStream(sql);
    }

    private String compiled() throws IOException {
        SingleFile files = new SingleFile(file);
        try {
            Database database = Changelog.kind(jdbcUrl);
            database.setOutputDefaultSchema(false);
            return new LiquibaseScope(files, ChangeSetCompiler.class.getClassLoader(), database)
                    .call(() -> text(changeSets(files, database), database));
        } catch (LiquibaseException e) {
            throw invalid("It cannot be compiled: " + Problems.reason(e), "Mend it, or write it in SQL.", e);
        }
    }

    private static List<ChangeSet> changeSets(SingleFile files, Database database) throws LiquibaseException {
        DbmsChangeSetFilter filter = new DbmsChangeSetFilter(database);
        return ChangeLogParserFactory.getInstance()
                .getParser(files.name(), files)
                .parse(files.name(), new ChangeLogParameters(database), files)
                .getChangeSets()
                .stream()
                .filter(changeSet -> filter.accepts(changeSet).isAccepted())
                .toList();
    }

    private String text(List<ChangeSet> changeSets, Database database) throws LiquibaseException {
        StringBuilder text = new StringBuilder();
        boolean inTransaction = true;
        boolean takesBack = !changeSets.isEmpty();
        for (ChangeSet changeSet : changeSets) {
            check(changeSet, database);
            inTransaction &= changeSet.isRunInTransaction();
            takesBack &= changeSet.supportsRollback(database);
        }
        text.append(inTransaction ? "" : "-- +goose NO TRANSACTION\n").append("-- +goose Up\n");
        for (ChangeSet changeSet : changeSets) {
            append(text, new ChangesSql(changeSet, database, true));
        }
        if (takesBack) {
            text.append("-- +goose Down\n");
            List<ChangeSet> latestFirst = new ArrayList<>(changeSets);
            Collections.reverse(latestFirst);
            for (ChangeSet changeSet : latestFirst) {
                append(text, new ChangesSql(changeSet, database, false));
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, ChangesSql changes) throws RollbackImpossibleException {
        Database database = changes.database();
        ObjectQuotingStrategy quoting = database.getObjectQuotingStrategy();
        database.setObjectQuotingStrategy(changes.changeSet().getObjectQuotingStrategy());
        try {
            for (Change change : changes.changes()) {
                changes.statements(change).forEach(sql -> text.append(SEPARATE.formatted(sql)));
            }
        } finally {
            database.setObjectQuotingStrategy(quoting);
        }
    }

    private void check(ChangeSet changeSet, Database database) {
        String name = changeSet.getAuthor() + "::" + changeSet.getId();
        if (changeSet.getPreconditions() != null
                && !changeSet.getPreconditions().getNestedPreconditions().isEmpty()) {
            throw undecided(name, "preconditions");
        }
        if (!changeSet.getContextFilter().isEmpty() || !changeSet.getLabels().isEmpty()) {
            throw undecided(name, "contexts or labels");
        }
        if (changeSet.shouldAlwaysRun() || changeSet.shouldRunOnChange()) {
            throw undecided(name, "runAlways or runOnChange");
        }
        for (Change change : changeSet.getChanges()) {
            if (ChangesSql.isCode(change)
                    || change instanceof LoadDataChange
                    || change.generateStatementsVolatile(database)) {
                throw undecided(name, change.getSerializedObjectName());
            }
            ValidationErrors errors = change.validate(database);
            if (errors.hasErrors()) {
                throw invalid(
                        "The change set " + name + " is not valid: " + change.getSerializedObjectName() + ": "
                                + String.join("; ", errors.getErrorMessages()),
                        "Mend that.",
                        null);
            }
        }
    }

    private InvalidMigrationException undecided(String changeSet, String what) {
        return invalid(
                "The change set " + changeSet + " has " + what
                        + ", which is not SQL before it runs; a change set among SQL files is compiled to SQL",
                "Take that out, or give the database a changelog (tandem.databases.<name>.changelog).",
                null);
    }

    private InvalidMigrationException invalid(String message, String action, @Nullable Exception cause) {
        return new InvalidMigrationException(Failure.inFile(file.location(), null, message, action), cause);
    }
}
