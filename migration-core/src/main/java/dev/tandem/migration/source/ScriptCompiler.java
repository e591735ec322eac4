package dev.tandem.migration.source;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.script.ScriptSource;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/** Makes SQL of migrations that are written in another format. Implementations are services; none is asked about SQL. */
public interface ScriptCompiler {

    /** Whether it compiles such a file, by the end of its name. */
    boolean accepts(String location);

    /**
     * The text of a file as SQL, with an Up and perhaps a Down section. Reads nothing before the result is opened; that throws
     * {@link InvalidMigrationException} for a file that cannot be compiled.
     *
     * @param jdbcUrl of the database that is to execute it, which decides about the SQL
     */
    ScriptSource compile(ScriptSource file, String jdbcUrl);

    /**
     * A file as SQL: one that is SQL as it is, others by the compiler that accepts them.
     *
     * @param jdbcUrl of the database that is to execute it
     * @throws InvalidMigrationException when there is no compiler for it
     */
    static ScriptSource compiled(ScriptSource file, Supplier<String> jdbcUrl) {
        String location = file.location();
        if (location.endsWith(".sql")) {
            return file;
        }
        for (ScriptCompiler compiler :
                ServiceLoader.load(ScriptCompiler.class, ScriptCompiler.class.getClassLoader())) {
            if (compiler.accepts(location)) {
                return compiler.compile(file, jdbcUrl.get());
            }
        }
        throw new InvalidMigrationException(
                Failure.inFile(location, null, "Nothing compiles " + location + " to SQL", "Write it in SQL."), null);
    }
}
