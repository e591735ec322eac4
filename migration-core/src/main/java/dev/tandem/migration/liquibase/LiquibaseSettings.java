package dev.tandem.migration.liquibase;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a database with a changelog is configured.
 *
 * @param name the name by which logs, reports and the command line call it
 * @param url its JDBC address
 * @param username user that migrates; may stand in the address instead
 * @param password its password
 * @param schema the schema that unqualified names are of, and that holds Liquibase's tables
 * @param changelog where the changelog is
 * @param contexts as Liquibase has them; {@code null} for all
 * @param labels as Liquibase has them; {@code null} for all
 * @param parameters of the changelog
 * @param runAlways whether change sets that say so are due at every run
 * @param staleLock how old a row of Liquibase's lock is before it is taken for one that its holder has left behind
 * @param order databases with a lower one go first
 * @param classLoader finds what is on the class path
 */
record LiquibaseSettings(
        String name,
        String url,
        @Nullable String username,
        @Nullable String password,
        @Nullable String schema,
        String changelog,
        @Nullable String contexts,
        @Nullable String labels,
        Map<String, String> parameters,
        boolean runAlways,
        Duration staleLock,
        int order,
        ClassLoader classLoader) {

    /** Without what may hold secrets. */
    @Override
    public String toString() {
        return name + " with the changelog " + changelog;
    }
}
