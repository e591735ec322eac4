package dev.tandem.migration.postgres;

import dev.tandem.migration.sql.Jdbc;
import java.util.List;

/** The schema of a PostgreSQL database as lines that can be compared: everything of the user's but the history. */
final class PostgresCatalog {
    private static final String SQL = """
            WITH relations AS (
              SELECT c.*, n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
              AND c.relname NOT IN ('schema_migrations', 'schema_migrations_pkey'))
            SELECT 'relation ' || nspname || '.' || relname || ' ' || relkind::text FROM relations
            UNION ALL SELECT 'column ' || r.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
              || ' ' || a.attnotnull::text || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
              FROM relations r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
              LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE r.relkind IN ('r', 'v', 'p')
            UNION ALL SELECT 'index ' || pg_get_indexdef(r.oid) FROM relations r WHERE r.relkind = 'i'
            UNION ALL SELECT 'constraint ' || r.relname || ' ' || c.conname || ' ' || pg_get_constraintdef(c.oid)
              FROM relations r JOIN pg_constraint c ON c.conrelid = r.oid
            UNION ALL SELECT 'trigger ' || pg_get_triggerdef(t.oid) FROM relations r
              JOIN pg_trigger t ON t.tgrelid = r.oid AND NOT t.tgisinternal
            UNION ALL SELECT 'function ' || pg_get_functiondef(p.oid) FROM pg_proc p
              JOIN pg_namespace n ON n.oid = p.pronamespace
              WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' AND p.prokind IN ('f', 'p')
            UNION ALL SELECT 'type ' || t.typname || ' ' || t.typtype::text || ' '
              || coalesce((SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum
                WHERE enumtypid = t.oid), '') FROM pg_type t
              JOIN pg_namespace n ON n.oid = t.typnamespace
              WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' AND t.typtype IN ('e', 'd', 'r')
            ORDER BY 1
            """;

    private PostgresCatalog() {}

    static List<String> of(String url) {
        return Jdbc.strings(url, SQL);
    }
}
