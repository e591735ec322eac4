package dev.tandem.migration.postgres;

import dev.tandem.migration.postgres.SeedColumn.Form;
import dev.tandem.migration.sql.Dialect;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the server's catalog says about a table that is to be seeded. */
final class SeedCatalog {
    /** The columns of the index {@code i}. */
    private static final String INDEXED =
            "(SELECT array_agg(a.attname::text ORDER BY k.ord) FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(num, ord)"
                    + " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.num WHERE k.ord <= i.indnkeyatts)";

    /** That the index {@code i} keeps rows of the table apart. */
    private static final String UNIQUE =
            " AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL";

    private final Dialect dialect;
    private final PostgresConnection connection;

    SeedCatalog(Dialect dialect, PostgresConnection connection) {
        this.dialect = dialect;
        this.connection = connection;
    }

    /**
     * A table.
     *
     * @param oid its number
     * @param qualified its name as SQL has it
     * @param columns by name, in the table's order
     * @param keys the columns of what makes its rows unique, the primary key first
     */
    record Table(long oid, String qualified, Map<String, SeedColumn> columns, List<List<String>> keys) {}

    private record Found(long oid, String qualified, boolean fillsColumns) {}

    /** A table that is visible without its schema, or {@code schema.table}; {@code null} when there is none. */
    @Nullable
    Table find(String name) throws SQLException {
        int dot = name.indexOf('.');
        String qualified = dot < 0
                ? "false"
                : "n.nspname = " + dialect.literal(name.substring(0, dot)) + " AND c.relname = "
                        + dialect.literal(name.substring(dot + 1));
        List<Found> found = connection.query(
                "SELECT c.oid, n.nspname, c.relname, EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = c.oid"
                        // fires for each row, before, at an insert
                        + " AND NOT g.tgisinternal AND g.tgtype & 7 = 7)"
                        + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p')"
                        + " AND (c.relname = " + dialect.literal(name) + " AND pg_table_is_visible(c.oid) OR "
                        + qualified
                        + ") ORDER BY c.relname = " + dialect.literal(name) + " DESC LIMIT 1",
                (row, index) -> new Found(
                        row.getLong(1),
                        dialect.quote(row.getString(2)) + "." + dialect.quote(row.getString(3)),
                        row.getBoolean(4)));
        if (found.isEmpty()) {
            return null;
        }
        Found table = found.get(0);
        return new Table(table.oid(), table.qualified(), columns(table), keys(table));
    }

    private Map<String, SeedColumn> columns(Found table) throws SQLException {
        Map<String, SeedColumn> columns = new LinkedHashMap<>();
        connection.query(
                "SELECT a.attname, CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod)"
                        + " ELSE format_type(a.atttypid, a.atttypmod) END, b.typcategory, b.typname, e.typname,"
                        + " a.attnotnull OR t.typnotnull, a.attidentity, a.attgenerated,"
                        + " coalesce(pg_get_expr(d.adbin, d.adrelid), pg_get_expr(t.typdefaultbin, 0)),"
                        + " CASE WHEN b.typcategory = 'N' THEN pg_get_serial_sequence("
                        + dialect.literal(table.qualified()) + ", a.attname) END"
                        + " FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid"
                        + " JOIN pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END"
                        + " LEFT JOIN pg_type e ON e.oid = b.typelem"
                        + " LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum"
                        + " WHERE a.attrelid = " + table.oid() + " AND a.attnum > 0 AND NOT a.attisdropped"
                        + " ORDER BY a.attnum",
                (row, index) -> {
                    SeedColumn column = column(row, table.fillsColumns());
                    return columns.put(column.name(), column);
                });
        return columns;
    }

    private static SeedColumn column(ResultSet row, boolean triggersFill) throws SQLException {
        boolean array = row.getString(3).equals("A");
        boolean json = isJson(array ? row.getString(5) : row.getString(4));
        boolean identity = !row.getString(7).isEmpty();
        boolean generated = !row.getString(8).isEmpty();
        String sequence = row.getString(10);
        String written = row.getString(9);
        return new SeedColumn(
                row.getString(1),
                row.getString(2),
                array ? (json ? Form.JSON_ARRAY : Form.ARRAY) : json ? Form.JSON : Form.PLAIN,
                row.getBoolean(6) && !identity && !generated && written == null && !triggersFill,
                row.getString(7).equals("a"),
                generated,
                identity && sequence != null ? "nextval('" + sequence.replace("'", "''") + "'::regclass)" : written,
                sequence);
    }

    private static boolean isJson(@Nullable String type) {
        return "json".equals(type) || "jsonb".equals(type);
    }

    private List<List<String>> keys(Found table) throws SQLException {
        return connection.query(
                "SELECT " + INDEXED + " FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = "
                        + table.oid() + UNIQUE + " ORDER BY i.indisprimary DESC, c.relname",
                (row, index) -> Arrays.asList((String[]) row.getArray(1).getArray()));
    }

    /**
     * Whether a COPY into the table, while it is empty, does the same as an UPDATE and an INSERT, which nobody has put anything
     * in the way of, and finds out at once about rows with the same key. Only for who may do the other, too.
     */
    boolean copiesAsInserted(SeedPlan plan) throws SQLException {
        String oid = Long.toString(plan.table().oid());
        String key = plan.key().stream().map(dialect::literal).collect(Collectors.joining(", ", "ARRAY[", "]"));
        return !connection
                .query(
                        "SELECT 1 FROM pg_class c WHERE c.oid = " + oid
                                + " AND NOT c.relhasrules AND NOT row_security_active(c.oid)"
                                + " AND has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'UPDATE')"
                                + " AND has_database_privilege(current_database(), 'TEMPORARY')"
                                // which would be one statement in place of several
                                + " AND current_setting('statement_timeout') = '0'"
                                + " AND NOT EXISTS (SELECT FROM pg_trigger g"
                                + " WHERE (g.tgrelid = c.oid OR g.tgrelid IN (SELECT relid FROM pg_partition_tree(c.oid)))"
                                // is none of a foreign key's or a deferred constraint's own
                                + " AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.oid = g.tgconstraint AND k.contype <> 't'))"
                                + " AND EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid" + UNIQUE
                                + " AND i.indimmediate AND " + INDEXED + " = " + key
                                // knows no other equality than the type's own
                                + " AND NOT EXISTS (SELECT FROM unnest(i.indclass::oid[]) AS o JOIN pg_opclass p ON p.oid = o"
                                + " WHERE NOT p.opcdefault))"
                                // until then COPY knew nothing that stands for a default
                                + (plan.isUniform() ? "" : " AND current_setting('server_version_num')::int >= 160000"),
                        (row, index) -> row.getInt(1))
                .isEmpty();
    }

    /** Whether it has no rows, as far as we see. */
    boolean isEmpty(Table table) throws SQLException {
        return connection
                .query("SELECT FROM " + table.qualified() + " LIMIT 1", (row, index) -> index)
                .isEmpty();
    }
}
