package dev.tandem.migration;

import org.jspecify.annotations.Nullable;

/**
 * What went wrong and where, as far as it is known; free of passwords.
 *
 * @param database name of the database, {@code null} when the failure is of none in particular
 * @param migration which migration, {@code null} when it is of none in particular
 * @param location file of the script, as an absolute path or a resource's address
 * @param statement number of the statement in its script, from 1
 * @param line line in the file, from 1: the server's error position where it gave one, else the statement's first
 * @param sql the statement, abbreviated when it is long
 * @param message what happened; the server's own words where a server said it
 * @param action what the reader can do about it
 */
public record Failure(
        @Nullable String database,
        @Nullable MigrationId migration,
        @Nullable String location,
        @Nullable Integer statement,
        @Nullable Integer line,
        @Nullable String sql,
        String message,
        @Nullable String action) {

    private static final int LONGEST_SQL = 2_000;
    private static final @Nullable MigrationId NONE = null;

    public Failure {
        if (sql != null && sql.length() > LONGEST_SQL) {
            sql = sql.substring(0, LONGEST_SQL) + " …";
        }
    }

    /** A failure of a versioned migration, or of none in particular. */
    public Failure(
            @Nullable String database,
            @Nullable Long version,
            @Nullable String location,
            @Nullable Integer statement,
            @Nullable Integer line,
            @Nullable String sql,
            String message,
            @Nullable String action) {
        this(
                database,
                version == null ? null : MigrationId.of(version),
                location,
                statement,
                line,
                sql,
                message,
                action);
    }

    /** Version of the migration; {@code null} when it has none, or when the failure is of none in particular. */
    public @Nullable Long version() {
        return migration == null ? null : migration.version();
    }

    /** A failure of no particular statement. */
    public static Failure of(@Nullable String database, String message, @Nullable String action) {
        return new Failure(database, NONE, null, null, null, null, message, action);
    }

    /** A failure of a file, at a line where one is known. */
    public static Failure inFile(String location, @Nullable Integer line, String message, @Nullable String action) {
        return new Failure(null, NONE, location, null, line, null, message, action);
    }

    /** A failure of a statement in a file. */
    public static Failure inStatement(
            String location, SqlStatement statement, String message, @Nullable String action) {
        return new Failure(
                null, NONE, location, statement.number(), statement.line(), statement.sql(), message, action);
    }

    /** The same failure, said of a migration of a database. */
    public Failure in(@Nullable String database, @Nullable MigrationId migration) {
        return new Failure(database, migration, location, statement, line, sql, message, action);
    }

    /** The same failure, with something more to say, on a line of its own, behind what can be done about it. */
    Failure withMoreAdvice(String more) {
        return withAdvice(action == null ? more : action + "\n  " + more);
    }

    /** The same failure, with something else that can be done about it. */
    Failure withAdvice(String advice) {
        return new Failure(database, migration, location, statement, line, sql, message, advice);
    }

    /** Message, place, SQL and advice, each on its own line, as people read them in a log or on a terminal. */
    public String describe() {
        StringBuilder text = new StringBuilder();
        if (database != null) {
            text.append(database);
            text.append(migration == null ? ": " : " " + migration + ": ");
        }
        text.append(message);
        if (location != null) {
            text.append("\n  file: ").append(location);
            if (line != null) {
                text.append(':').append(line);
            }
        }
        if (statement != null) {
            text.append("\n  statement ").append(statement);
            if (sql != null) {
                text.append(": ").append(sql.strip().replace("\n", "\n    "));
            }
        }
        if (action != null) {
            text.append("\n  ").append(action);
        }
        return text.toString();
    }
}
