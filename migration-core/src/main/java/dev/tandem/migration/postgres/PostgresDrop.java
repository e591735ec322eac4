package dev.tandem.migration.postgres;

/** Finds everything in a schema that a migration can have made there; what belongs to an extension stays. */
final class PostgresDrop {
    private static final String NOT_OF_EXTENSION =
            " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = o.oid AND d.deptype = 'e')";

    private PostgresDrop() {}

    /**
     * A query for the tables of a schema, given as a literal, with the server's estimates of their rows; partitions count
     * with their table. A table that was never counted and has pages has -1.
     */
    static String rows(String schema) {
        return "SELECT name, CASE WHEN bool_and(rows >= 0) THEN sum(rows)::bigint ELSE -1 END AS total FROM ("
                + "SELECT (SELECT relname FROM pg_class r WHERE r.oid = coalesce(pg_partition_root(o.oid), o.oid)) AS name,"
                + " CASE WHEN pg_relation_size(o.oid) = 0 THEN 0"
                + " WHEN greatest(o.reltuples, pg_stat_get_live_tuples(o.oid)) <= 0 THEN -1"
                + " ELSE greatest(o.reltuples, pg_stat_get_live_tuples(o.oid)) END AS rows"
                + " FROM pg_class o WHERE o.relkind IN ('r', 'm') AND o.relnamespace ="
                + " (SELECT oid FROM pg_namespace WHERE nspname = " + schema + ")" + NOT_OF_EXTENSION
                + ") t GROUP BY name ORDER BY total DESC, name";
    }

    /** A query for the statements that empty a schema, given as a literal. */
    static String sql(String schema) {
        String namespace = "(SELECT oid FROM pg_namespace WHERE nspname = " + schema + ")";
        return "SELECT format('DROP %s IF EXISTS %I.%I CASCADE', CASE o.relkind WHEN 'v' THEN 'VIEW'"
                + " WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'f' THEN 'FOREIGN TABLE' WHEN 'S' THEN 'SEQUENCE'"
                + " WHEN 'c' THEN 'TYPE' ELSE 'TABLE' END, " + schema + ", o.relname)"
                + " FROM pg_class o WHERE o.relnamespace = " + namespace
                + " AND o.relkind IN ('v', 'm', 'f', 'r', 'p', 'S', 'c') AND NOT o.relispartition"
                // The sequence of a serial or identity column goes with its table.
                + " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = o.oid"
                + " AND d.deptype IN ('a', 'i') AND o.relkind = 'S')" + NOT_OF_EXTENSION
                + " UNION ALL SELECT format('DROP %s IF EXISTS %I.%I(%s) CASCADE',"
                + " CASE o.prokind WHEN 'a' THEN 'AGGREGATE' WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END, " + schema
                + ", o.proname, pg_get_function_identity_arguments(o.oid))"
                + " FROM pg_proc o WHERE o.pronamespace = " + namespace
                // What a range type brings goes with it.
                + " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = o.oid AND d.deptype = 'i')"
                + NOT_OF_EXTENSION
                + " UNION ALL SELECT format('DROP %s IF EXISTS %I.%I CASCADE',"
                + " CASE o.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, " + schema + ", o.typname)"
                + " FROM pg_type o WHERE o.typnamespace = " + namespace + " AND o.typtype IN ('e', 'd', 'r')"
                + NOT_OF_EXTENSION;
    }
}
