package dev.tandem.migration.postgres;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.sql.DatabaseSettings;
import dev.tandem.migration.sql.SqlChannel;
import dev.tandem.migration.sql.TableLocation;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Finds and creates the history table. */
record PostgresHistory(PostgresDialect dialect, DatabaseSettings settings) {

    /** A query for the table, which is looked for on the whole search path, and for the schema that holds it or would. */
    String locate() {
        String schema = settings.schema();
        String name = (schema == null ? "" : dialect.quote(schema) + ".") + dialect.quote(settings.table());
        String holder = schema == null ? "current_schema()" : dialect.literal(schema);
        return "SELECT coalesce(n.nspname, " + holder + "), c.oid IS NOT NULL, obj_description(c.oid, 'pg_class'),"
                + " EXISTS (SELECT FROM pg_namespace WHERE nspname = " + holder + ")"
                + " FROM (SELECT to_regclass(" + dialect.literal(name) + ") AS oid) t"
                + " LEFT JOIN pg_class c ON c.oid = t.oid LEFT JOIN pg_namespace n ON n.oid = c.relnamespace";
    }

    /**
     * Reads the answer.
     *
     * @throws InvalidConfigurationException when there is no schema for it
     */
    TableLocation location(ResultSet row) throws SQLException {
        String schema = row.getString(1);
        if (schema == null || !row.getBoolean(4)) {
            throw new InvalidConfigurationException(
                    Failure.of(
                            settings.name(),
                            schema == null
                                    ? "No schema of the search path exists, so there is none for the history."
                                    : "The schema " + schema + " does not exist.",
                            "Create it, or set tandem.databases." + settings.name() + ".schema to one that exists."),
                    null);
        }
        return new TableLocation(schema, settings.table(), row.getBoolean(2), row.getString(3));
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
