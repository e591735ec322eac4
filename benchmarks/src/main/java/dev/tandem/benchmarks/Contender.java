package dev.tandem.benchmarks;

import java.nio.file.Path;
import java.util.List;

/**
 * Something that applies migrations, in a process of its own.
 *
 * @param name as the tables say it
 * @param folder the migrations, in the form that it reads
 * @param history what it leaves in the database: a query for the number of migrations that it believes to be applied
 * @param command makes its command line for a database
 */
record Contender(String name, Path folder, String history, Invocation command) {
    /** Of whom the goals speak. */
    static final String TANDEM = "Tandem";

    /** The least that has to be done. */
    static final String LIMIT = "the limit";

    static final String FLYWAY = "Flyway";
    static final String LIQUIBASE = "Liquibase";

    /** Makes a command line. */
    interface Invocation {
        List<String> on(String jdbcUrl, Path folder);
    }

    List<String> commandOn(String jdbcUrl) {
        return command.on(jdbcUrl, folder);
    }
}
