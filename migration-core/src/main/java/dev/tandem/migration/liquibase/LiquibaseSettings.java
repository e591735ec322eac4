package dev.tandem.migration.liquibase;

import dev.tandem.migration.sql.SqlDatabase;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a database with a changelog is configured.
 *
 * @param name the name by which logs, reports and the command line call it
 * @param url its address
 * @param jdbcUrl the same as JDBC knows it, perhaps without the user
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
 * @param known the database beside all changelogs, where its server is of a kind that we know; {@code null} for others
 */
record LiquibaseSettings(
        String name,
        String url,
        String jdbcUrl,
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
        ClassLoader classLoader,
        @Nullable SqlDatabase known) {

    /** What a driver says, without the address and the password: both may hold secrets, and drivers like to repeat them. */
    String masked(String text) {
        String masked = text.replace(jdbcUrl, "its address").replace(url, "its address");
        return password == null || password.isEmpty() ? masked : masked.replace(password, "***");
    }

    /** Without what may hold secrets. */
    @Override
    public String toString() {
        return name + " with the changelog " + changelog;
    }
}
