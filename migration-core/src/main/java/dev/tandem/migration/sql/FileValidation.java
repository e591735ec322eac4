package dev.tandem.migration.sql;

import dev.tandem.migration.Failure;
import dev.tandem.migration.Finding;
import dev.tandem.migration.Finding.Severity;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.Migration;
import dev.tandem.migration.MigrationId;
import dev.tandem.migration.Script;
import dev.tandem.migration.source.MigrationSet;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is wrong with the files of one database, as far as it can be seen without it. */
final class FileValidation {
    private final String database;
    private final Dialect dialect;
    private final Consumer<Finding> findings;
    /** A file may be read twice: to find its down, and for its up. */
    private final Set<List<@Nullable Object>> told = new HashSet<>();

    FileValidation(String database, Dialect dialect, Consumer<Finding> findings) {
        this.database = database;
        this.dialect = dialect;
        this.findings = findings;
    }

    /** Loads the files, and reads them all. */
    void check(Function<Consumer<InvalidMigrationException>, MigrationSet> files) {
        MigrationSet found = files.apply(problem -> tell(null, problem));
        for (Migration migration : found.migrations()) {
            read(migration, migration.up(), "it would be recorded as applied without having done anything.");
            Script down = migration.down();
            if (down == null && !migration.id().isRepeatable()) {
                warn(migration, migration.up(), "has no down: it cannot be taken back.", "Write one, if it has to be.");
            } else if (down != null) {
                read(migration, down, "it would be recorded as taken back without having done anything.");
            }
        }
        for (Script hook : found.hooks().values()) {
            isReadable(null, hook);
        }
    }

    private void read(Migration migration, Script script, String consequence) {
        if (isReadable(migration.id(), script) && script.statements() == 0) {
            warn(migration, script, "holds no statement: " + consequence, "Write its statements.");
        }
    }

    private boolean isReadable(@Nullable MigrationId migration, Script script) {
        try {
            dialect.check(script);
            if (script.isSql() && dialect instanceof ScriptValidation validation) {
                validation.validate(script, problem -> tell(migration, problem));
            }
            return script.statements() >= 0;
        } catch (InvalidMigrationException e) {
            tell(migration, e);
            return false;
        }
    }

    private void tell(@Nullable MigrationId migration, InvalidMigrationException problem) {
        Failure failure = problem.failure();
        if (told.add(Arrays.asList(failure.location(), failure.line(), failure.message()))) {
            MigrationId known = failure.migration() == null ? migration : failure.migration();
            findings.accept(new Finding(Severity.ERROR, failure.in(database, known)));
        }
    }

    private void warn(Migration migration, Script script, String message, String action) {
        Failure failure = Failure.inFile(script.location(), null, migration.name() + " " + message, action);
        findings.accept(new Finding(Severity.WARNING, failure.in(database, migration.id())));
    }
}
