package dev.tandem.migration.liquibase;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.script.ScriptSource;
import dev.tandem.migration.source.ScriptCompiler;
import java.util.List;
import org.springframework.util.ClassUtils;

/** Change sets of Liquibase among SQL files. Touches nothing of Liquibase's before there is one. */
public final class ChangeSetCompiler implements ScriptCompiler {
    private static final List<String> TYPES = List.of(".yaml", ".yml", ".xml", ".json");

    @Override
    public boolean accepts(String location) {
        for (String type : TYPES) {
            if (location.endsWith(type)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public ScriptSource compile(ScriptSource file, String jdbcUrl) {
        if (!ClassUtils.isPresent("liquibase.Scope", ChangeSetCompiler.class.getClassLoader())) {
            throw new InvalidMigrationException(
                    Failure.inFile(
                            file.location(),
                            null,
                            file.location() + " is a change set, and Liquibase is not on the class path",
                            "Add the dependency org.liquibase:liquibase-core, or write the migration in SQL."),
                    null);
        }
        return new CompiledChangeSets(file, jdbcUrl);
    }
}
