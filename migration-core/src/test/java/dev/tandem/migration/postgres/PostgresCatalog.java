package dev.tandem.migration.postgres;

import dev.tandem.migration.sql.Jdbc;
import java.util.List;

/** The schema of a PostgreSQL database as lines that can be compared: everything of the user's but the history. */
public final class PostgresCatalog {
    private static final String SQL = """
            WITH schemas AS (
              SELECT oid, nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'),
            relations AS (
              SELECT c.*, n.nspname FROM pg_class c JOIN schemas n ON n.oid = c.relnamespace
              WHERE c.relname NOT IN ('schema_migrations', 'schema_migrations_pkey'))
            SELECT 'relation ' || nspname || '.' || relname || ' ' || relkind::text || ' '
              || coalesce(array_to_string(reloptions, ','), '') FROM relations
            UNION ALL SELECT 'column ' || r.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
              || ' ' || a.attnotnull::text || ' ' || a.attidentity::text || a.attgenerated::text || ' '
              || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
              FROM relations r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
              LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
              WHERE r.relkind IN ('r', 'v', 'm', 'p', 'f', 'c')
            UNION ALL SELECT 'index ' || pg_get_indexdef(r.oid) || CASE WHEN i.indisvalid THEN ' valid' ELSE ' INVALID' END
              FROM relations r JOIN pg_index i ON i.indexrelid = r.oid
            UNION ALL SELECT 'constraint ' || coalesce(r.relname, t.typname) || ' ' || c.conname || ' '
              || pg_get_constraintdef(c.oid) || ' ' || c.convalidated::text
              FROM pg_constraint c LEFT JOIN relations r ON r.oid = c.conrelid LEFT JOIN pg_type t ON t.oid = c.contypid
              WHERE r.oid IS NOT NULL OR t.typnamespace IN (SELECT oid FROM schemas)
            UNION ALL SELECT 'trigger ' || pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text FROM relations r
              JOIN pg_trigger t ON t.tgrelid = r.oid AND NOT t.tgisinternal
            UNION ALL SELECT 'rule ' || pg_get_ruledef(w.oid) FROM relations r
              JOIN pg_rewrite w ON w.ev_class = r.oid
            UNION ALL SELECT 'populated ' || relname || ' ' || relispopulated::text FROM relations WHERE relkind = 'm'
            UNION ALL SELECT 'partition ' || relname || ' of ' || i.inhparent::regclass::text || ' '
              || coalesce(pg_get_expr(relpartbound, r.oid), '') FROM relations r JOIN pg_inherits i ON i.inhrelid = r.oid
            UNION ALL SELECT 'partitioned ' || relname || ' ' || pg_get_partkeydef(r.oid) FROM relations r
              WHERE relkind = 'p'
            UNION ALL SELECT 'sequence ' || relname || ' ' || concat_ws(' ', seqtypid::regtype, seqstart, seqincrement,
              seqmax, seqmin, seqcache, seqcycle) FROM relations r JOIN pg_sequence s ON s.seqrelid = r.oid
            UNION ALL SELECT 'function ' || pg_get_functiondef(p.oid) FROM pg_proc p
              JOIN schemas n ON n.oid = p.pronamespace WHERE p.prokind IN ('f', 'p')
            UNION ALL SELECT 'aggregate ' || p.oid::regprocedure::text || ' ' || a.aggtransfn::text || ' '
              || coalesce(a.agginitval, '') FROM pg_proc p JOIN schemas n ON n.oid = p.pronamespace
              JOIN pg_aggregate a ON a.aggfnoid = p.oid
            UNION ALL SELECT 'type ' || t.typname || ' ' || t.typtype::text || ' '
              || coalesce((SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum
                WHERE enumtypid = t.oid), '') || ' ' || coalesce(nullif(t.typbasetype, 0)::regtype::text, '')
              FROM pg_type t JOIN schemas n ON n.oid = t.typnamespace WHERE t.typtype IN ('e', 'd', 'r')
            UNION ALL SELECT 'statistics ' || pg_get_statisticsobjdef(s.oid) FROM pg_statistic_ext s
              JOIN schemas n ON n.oid = s.stxnamespace
            UNION ALL SELECT 'comment ' || pg_describe_object(classoid, objoid, objsubid) || ' ' || description
              FROM pg_description WHERE objoid >= 16384 AND objoid <> coalesce(to_regclass('schema_migrations'), 0)
            ORDER BY 1
            """;

    private PostgresCatalog() {}

    public static List<String> of(String url) {
        return Jdbc.strings(url, SQL);
    }
}
