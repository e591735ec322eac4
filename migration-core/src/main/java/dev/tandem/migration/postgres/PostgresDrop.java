package dev.tandem.migration.postgres;

/**
 * Finds everything in a schema that a migration can have made there; what belongs to an extension stays. The server's own
 * list of what is in a schema is asked, so that no kind is forgotten; what comes and goes with another object (partitions,
 * the sequence of a column, the constructors of a range type) is left to that one.
 */
final class PostgresDrop {
    /** The catalogs of what is in a schema. Others name schemas, too: extensions, publications, default privileges. */
    private static final String CATALOGS = "'pg_class'::regclass, 'pg_proc'::regclass, 'pg_type'::regclass,"
            + " 'pg_operator'::regclass, 'pg_opclass'::regclass, 'pg_opfamily'::regclass, 'pg_collation'::regclass,"
            + " 'pg_conversion'::regclass, 'pg_statistic_ext'::regclass, 'pg_ts_config'::regclass,"
            + " 'pg_ts_dict'::regclass, 'pg_ts_parser'::regclass, 'pg_ts_template'::regclass";

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
                + " (SELECT oid FROM pg_namespace WHERE nspname = " + schema + ")"
                + " AND NOT EXISTS (SELECT FROM pg_depend w WHERE w.classid = 'pg_class'::regclass"
                + " AND w.objid = o.oid AND w.deptype = 'e')) t GROUP BY name ORDER BY total DESC, name";
    }

    /** A query for the statements that empty a schema, given as a literal. */
    static String sql(String schema) {
        return "SELECT format('DROP %s IF EXISTS %s CASCADE', CASE o.type"
                // An aggregate without arguments has another spelling as such.
                + " WHEN 'function' THEN 'ROUTINE' WHEN 'procedure' THEN 'ROUTINE' WHEN 'aggregate' THEN 'ROUTINE'"
                + " WHEN 'composite type' THEN 'TYPE' WHEN 'statistics object' THEN 'STATISTICS'"
                + " ELSE upper(o.type) END, o.identity)"
                + " FROM pg_depend d CROSS JOIN LATERAL pg_identify_object(d.classid, d.objid, 0) o"
                + " WHERE d.refclassid = 'pg_namespace'::regclass AND d.deptype = 'n'"
                + " AND d.refobjid = (SELECT oid FROM pg_namespace WHERE nspname = " + schema + ")"
                + " AND d.classid IN (" + CATALOGS + ")"
                // An extension's, or another object's in the same schema: a table's, a column's, a type's.
                + " AND NOT EXISTS (SELECT FROM pg_depend w WHERE w.classid = d.classid AND w.objid = d.objid"
                + " AND w.objsubid = 0 AND (w.deptype = 'e' OR w.deptype IN ('a', 'i', 'P') AND EXISTS (SELECT"
                + " FROM pg_depend s WHERE s.classid = w.refclassid AND s.objid = w.refobjid AND s.deptype = 'n'"
                + " AND s.refclassid = d.refclassid AND s.refobjid = d.refobjid)))";
    }
}
