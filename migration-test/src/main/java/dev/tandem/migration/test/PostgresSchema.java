package dev.tandem.migration.test;

/** What a PostgreSQL catalog tells of everything that users make in a database: kind, name, definition. */
final class PostgresSchema {
    /**
     * But for the history, what belongs to extensions, and the order of columns, which no down could put back. Rights are told
     * as they are in force, whether they were granted or are the default.
     */
    static final String QUERY = """
            WITH schemas AS (
              SELECT * FROM pg_namespace n WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
                 AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_namespace'::regclass AND objid = n.oid
                    AND deptype = 'e')),
            relations AS (
              SELECT c.*, nspname || '.' || relname AS name FROM pg_class c JOIN schemas n ON n.oid = c.relnamespace
               WHERE NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid
                    AND deptype = 'e')),
            history AS (
              SELECT oid FROM relations WHERE name = :history
               UNION ALL SELECT indexrelid FROM pg_index JOIN relations r ON r.oid = indrelid WHERE r.name = :history),
            ours AS (SELECT * FROM relations WHERE oid NOT IN (SELECT oid FROM history)),
            routines AS (
              SELECT p.* FROM pg_proc p JOIN schemas n ON n.oid = pronamespace
               WHERE NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = p.oid
                    AND deptype = 'e')),
            types AS (
              SELECT t.*, nspname || '.' || typname AS name FROM pg_type t JOIN schemas n ON n.oid = typnamespace
               WHERE typtype IN ('e', 'd', 'r') AND NOT EXISTS (SELECT FROM pg_depend
                 WHERE classid = 'pg_type'::regclass AND objid = t.oid AND deptype = 'e')),
            rights AS (
              SELECT 'schema' AS kind, nspname::text AS name, coalesce(nspacl, acldefault('n', nspowner)) AS acl FROM schemas
              UNION ALL SELECT 'relation', name, coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char",
                relowner)) FROM ours WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
              UNION ALL SELECT 'column', r.name || '.' || attname, attacl FROM ours r JOIN pg_attribute a ON a.attrelid = r.oid
                WHERE attacl IS NOT NULL AND NOT attisdropped
              UNION ALL SELECT 'routine', oid::regprocedure::text, coalesce(proacl, acldefault('f', proowner)) FROM routines
              UNION ALL SELECT 'type', name, coalesce(typacl, acldefault('T', typowner)) FROM types)
            SELECT 'schema', nspname::text, 'owner ' || pg_get_userbyid(nspowner) FROM schemas
            UNION ALL SELECT 'extension', extname::text, extversion || ' in ' || extnamespace::regnamespace::text FROM pg_extension
            UNION ALL SELECT CASE relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table'
                WHEN 'c' THEN 'composite type' ELSE 'table' END, name,
                concat_ws(' ', CASE relpersistence WHEN 'u' THEN 'unlogged' END,
                  CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(oid) END,
                  CASE WHEN relkind = 'm' AND NOT relispopulated THEN 'with no data' END,
                  CASE WHEN relkind = 'p' THEN 'partition by ' || pg_get_partkeydef(oid) END,
                  (SELECT 'of ' || string_agg(inhparent::regclass::text, ', ' ORDER BY inhseqno) FROM pg_inherits
                    WHERE inhrelid = oid), pg_get_expr(relpartbound, oid),
                  CASE WHEN relrowsecurity THEN 'row level security' END, CASE WHEN relforcerowsecurity THEN 'forced' END,
                  'with ' || array_to_string(reloptions, ', '), 'owner ' || pg_get_userbyid(relowner))
                FROM ours WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
            UNION ALL SELECT 'sequence', name, concat_ws(' ', seqtypid::regtype, 'start', seqstart, 'increment', seqincrement,
                'min', seqmin, 'max', seqmax, 'cache', seqcache, CASE WHEN seqcycle THEN 'cycle' END,
                (SELECT 'owned by ' || pg_describe_object(refclassid, refobjid, refobjsubid) FROM pg_depend
                  WHERE classid = 'pg_class'::regclass AND objid = r.oid AND deptype IN ('a', 'i') AND refobjsubid > 0))
                FROM ours r JOIN pg_sequence s ON s.seqrelid = r.oid
            UNION ALL SELECT 'column', r.name || '.' || attname, concat_ws(' ', format_type(atttypid, atttypmod),
                CASE WHEN attcollation <> t.typcollation THEN 'collate ' || attcollation::regcollation::text END,
                CASE WHEN attnotnull THEN 'not null' END,
                CASE attgenerated::text WHEN '' THEN 'default ' || pg_get_expr(adbin, adrelid)
                  ELSE 'generated (' || pg_get_expr(adbin, adrelid) || ') ' || attgenerated::text END,
                CASE attidentity WHEN 'a' THEN 'identity always' WHEN 'd' THEN 'identity by default' END,
                CASE WHEN attstorage <> t.typstorage THEN 'storage ' || attstorage::text END,
                'compression ' || nullif(attcompression::text, ''), 'statistics ' || nullif(attstattarget, -1))
                FROM ours r JOIN pg_attribute a ON attrelid = r.oid AND attnum > 0 AND NOT attisdropped
                JOIN pg_type t ON t.oid = atttypid LEFT JOIN pg_attrdef d ON adrelid = attrelid AND adnum = attnum
                WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
            UNION ALL SELECT 'index', r.name, pg_get_indexdef(r.oid) || CASE WHEN indisvalid THEN '' ELSE ' INVALID' END
                || CASE WHEN indisclustered THEN ' clustered' ELSE '' END
                || CASE WHEN indisreplident THEN ' replica identity' ELSE '' END
                FROM ours r JOIN pg_index ON indexrelid = r.oid
            UNION ALL SELECT 'constraint', coalesce(r.name, t.name) || '.' || conname, pg_get_constraintdef(c.oid)
                || CASE WHEN convalidated THEN '' ELSE ' not validated' END
                FROM pg_constraint c LEFT JOIN ours r ON r.oid = conrelid LEFT JOIN types t ON t.oid = contypid
                WHERE (r.oid IS NOT NULL OR t.oid IS NOT NULL) AND NOT (contype = 'n' AND convalidated)
            UNION ALL SELECT 'trigger', r.name || '.' || tgname, pg_get_triggerdef(t.oid)
                || CASE tgenabled WHEN 'O' THEN '' WHEN 'D' THEN ' disabled' ELSE ' enabled ' || tgenabled::text END
                FROM ours r JOIN pg_trigger t ON tgrelid = r.oid AND NOT tgisinternal
            UNION ALL SELECT 'rule', r.name || '.' || rulename, pg_get_ruledef(w.oid)
                FROM ours r JOIN pg_rewrite w ON ev_class = r.oid WHERE rulename <> '_RETURN'
            UNION ALL SELECT 'policy', r.name || '.' || polname, concat_ws(' ', CASE WHEN polpermissive THEN 'permissive'
                ELSE 'restrictive' END, polcmd, polroles::regrole[]::text, pg_get_expr(polqual, polrelid),
                pg_get_expr(polwithcheck, polrelid)) FROM ours r JOIN pg_policy ON polrelid = r.oid
            UNION ALL SELECT CASE prokind WHEN 'p' THEN 'procedure' ELSE 'function' END, oid::regprocedure::text,
                pg_get_functiondef(oid) || ' owner ' || pg_get_userbyid(proowner) FROM routines WHERE prokind <> 'a'
            UNION ALL SELECT 'aggregate', p.oid::regprocedure::text, concat_ws(' ', aggtransfn, aggfinalfn,
                aggtranstype::regtype, agginitval) FROM routines p JOIN pg_aggregate ON aggfnoid = p.oid
            UNION ALL SELECT CASE typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' ELSE 'range' END, t.name,
                concat_ws(' ', (SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder) FROM pg_enum
                    WHERE enumtypid = t.oid),
                  CASE WHEN typtype = 'd' THEN format_type(typbasetype, typtypmod) END,
                  CASE WHEN typnotnull THEN 'not null' END, 'default ' || typdefault,
                  (SELECT rngsubtype::regtype::text FROM pg_range WHERE rngtypid = t.oid),
                  'owner ' || pg_get_userbyid(typowner)) FROM types t
            UNION ALL SELECT 'statistics', nspname || '.' || stxname, pg_get_statisticsobjdef(s.oid)
                FROM pg_statistic_ext s JOIN schemas n ON n.oid = stxnamespace
            UNION ALL SELECT 'comment', pg_describe_object(classoid, objoid, objsubid), description FROM pg_description
                WHERE objoid >= 16384 AND objoid NOT IN (SELECT oid FROM history)
                  AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = classoid AND objid = objoid AND deptype = 'e')
            UNION ALL SELECT 'rights', kind || ' ' || name, (SELECT string_agg(item::text, ', ' ORDER BY item::text)
                FROM unnest(acl) item) FROM rights
            UNION ALL SELECT 'default rights', concat_ws(' ', pg_get_userbyid(defaclrole), nullif(defaclnamespace, 0)::regnamespace,
                defaclobjtype), defaclacl::text FROM pg_default_acl
            UNION ALL SELECT 'publication', pubname::text, concat_ws(' ', CASE WHEN puballtables THEN 'all tables' END,
                (SELECT string_agg(prrelid::regclass::text, ', ' ORDER BY 1) FROM pg_publication_rel WHERE prpubid = p.oid))
                FROM pg_publication p
            UNION ALL SELECT 'event trigger', evtname::text, concat_ws(' ', evtevent, evtfoid::regprocedure, evtenabled,
                evttags::text) FROM pg_event_trigger
            ORDER BY 1, 2""";

    private PostgresSchema() {}
}
