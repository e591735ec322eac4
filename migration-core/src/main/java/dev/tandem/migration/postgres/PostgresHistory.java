package dev.tandem.migration.postgres;

import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.sql.DatabaseSettings;
import dev.tandem.migration.sql.Dialect;
import dev.tandem.migration.sql.FoundTable;
import dev.tandem.migration.sql.SqlChannel;
import dev.tandem.migration.sql.TableLocation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds and creates the history table. */
record PostgresHistory(Dialect dialect, DatabaseSettings settings) {
    /** Not one inside quotes. */
    private static final String COMMA = "[ ]*,[ ]*(?=([^\"]*\"[^\"]*\")*[^\"]*$)";

    /** A query for the table, which is looked for on the whole search path, and for the schema that holds it or would. */
    String locate() {
        String schema = settings.schema();
        String name = (schema == null ? "" : dialect.quote(schema) + ".") + dialect.quote(settings.table());
        String holder = schema == null ? "current_schema()" : dialect.literal(schema);
        return "SELECT coalesce(n.nspname, " + holder + "), c.oid IS NOT NULL, obj_description(c.oid, 'pg_class'),"
                + " EXISTS (SELECT FROM pg_namespace WHERE nspname = " + holder + "), "
                + (schema == null ? "CASE WHEN c.oid IS NULL THEN " + hidden() + " END" : "NULL") + ", current_user"
                + " FROM (SELECT to_regclass(" + dialect.literal(name) + ") AS oid) t"
                + " LEFT JOIN pg_class c ON c.oid = t.oid LEFT JOIN pg_namespace n ON n.oid = c.relnamespace";
    }

    /**
     * A schema of the search path that holds a history which our user cannot see, because he may not use the schema: the
     * server passes over it in silence, and a second history would begin in the next one.
     */
    private String hidden() {
        return "(SELECT h.nspname FROM pg_namespace h JOIN pg_class k ON k.relnamespace = h.oid"
                + " WHERE k.relname = " + dialect.literal(settings.table()) + " AND k.relkind IN ('r', 'p')"
                + " AND obj_description(k.oid, 'pg_class') LIKE 'tandem%'"
                + " AND NOT has_schema_privilege(h.oid, 'USAGE')"
                + " AND EXISTS (SELECT FROM regexp_split_to_table(current_setting('search_path'), "
                + dialect.literal(COMMA)
                + ") AS p"
                + " WHERE lower(p) = h.nspname OR p = '\"' || replace(h.nspname, '\"', '\"\"') || '\"'"
                + " OR (p = '\"$user\"' AND h.nspname = current_user)) ORDER BY 1 LIMIT 1)";
    }

    /**
     * Reads the answer.
     *
     * @throws InvalidConfigurationException when there is no schema for it
     * @throws DatabaseUnreachableException when it is where the user may not look
     */
    TableLocation location(ResultSet row) throws SQLException {
        String hidden = row.getString(5);
        if (hidden != null) {
            throw new DatabaseUnreachableException(
                    Failure.of(
                            settings.name(),
                            "The history is in the schema " + hidden + ", which user " + row.getString(6)
                                    + " may not use: a second history would begin in another one.",
                            "Grant it: GRANT USAGE ON SCHEMA " + dialect.quote(hidden) + " TO "
                                    + dialect.quote(row.getString(6)) + "; GRANT SELECT, INSERT ON "
                                    + dialect.quote(hidden) + "." + dialect.quote(settings.table()) + " TO "
                                    + dialect.quote(row.getString(6)) + ";"),
                    null);
        }
        String schema = row.getString(1);
        if (schema == null || !row.getBoolean(4)) {
            throw new InvalidConfigurationException(
                    Failure.of(
                            settings.name(),
                            schema == null
                                    ? "No schema of the search path exists that user " + row.getString(6)
                                            + " may use, so there is none for the history."
                                    : "The schema " + schema + " does not exist.",
                            "Create it, grant it (GRANT USAGE, CREATE ON SCHEMA <schema> TO "
                                    + dialect.quote(row.getString(6)) + ";), or set tandem.databases." + settings.name()
                                    + ".schema to one that exists."),
                    null);
        }
        return new TableLocation(schema, settings.table(), row.getBoolean(2), row.getString(3));
    }

    /** A query for tables of these names, in lower case, in the schemas where the history is looked for, or in one. */
    String find(List<String> names, @Nullable String in) {
        String schemas = in != null
                ? "n.nspname = " + dialect.literal(in)
                : "n.nspname = ANY (current_schemas(false))"
                        + (settings.schema() == null ? "" : " OR n.nspname = " + dialect.literal(settings.schema()));
        return "SELECT n.nspname, c.relname, obj_description(c.oid, 'pg_class'), ARRAY(SELECT attname::text"
                + " FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped)"
                + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                + " WHERE c.relkind IN ('r', 'p') AND lower(c.relname) IN ("
                + names.stream().map(dialect::literal).collect(Collectors.joining(", ")) + ") AND (" + schemas
                + ") ORDER BY 1, 2";
    }

    FoundTable found(ResultSet row) throws SQLException {
        return new FoundTable(
                new TableLocation(row.getString(1), row.getString(2), true, row.getString(3)),
                List.of((String[]) row.getArray(4).getArray()));
    }

    String create(TableLocation location) {
        String name = location.qualified(dialect);
        return "CREATE TABLE " + name + " (seq bigint PRIMARY KEY, fence bigint NOT NULL, run_id text NOT NULL,"
                + " applied_by text NOT NULL, at timestamptz NOT NULL, duration_ms bigint NOT NULL,"
                + " version bigint NOT NULL, name text NOT NULL, action text NOT NULL, state text NOT NULL,"
                + " statement integer NOT NULL, statements integer NOT NULL, fingerprint text NOT NULL,"
                + " script text NOT NULL, effects text NOT NULL, cursor text, down_sql text, error text);"
                + " COMMENT ON TABLE " + name + " IS " + dialect.literal(SqlChannel.LAYOUT);
    }
}
