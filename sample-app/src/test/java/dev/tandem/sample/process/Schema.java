package dev.tandem.sample.process;

import java.util.List;

/** The schema of both databases, as lines from their catalogs that can be compared: everything but the histories. */
record Schema(List<String> postgres, List<String> clickhouse) {

    private static final String POSTGRES = """
            WITH relations AS (
              SELECT c.* FROM pg_class c
               WHERE c.relnamespace = 'public'::regnamespace
                 AND c.relname NOT IN ('schema_migrations', 'schema_migrations_pkey'))
            SELECT 'relation ' || relname || ' ' || relkind::text || ' ' || coalesce(reloptions::text, '') || ' '
                || coalesce(obj_description(oid), '') FROM relations
            UNION ALL
            SELECT 'column ' || r.relname || ' ' || row_number() OVER (PARTITION BY r.oid ORDER BY a.attnum) || ' '
                || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull::text || ' '
                || a.attidentity::text || a.attgenerated::text || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
              FROM relations r
              JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
              LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
             WHERE r.relkind IN ('r', 'p', 'v', 'm')
            UNION ALL
            SELECT 'index ' || pg_get_indexdef(oid) FROM relations WHERE relkind IN ('i', 'I')
            UNION ALL
            SELECT 'constraint ' || r.relname || ' ' || c.conname || ' ' || pg_get_constraintdef(c.oid)
              FROM relations r JOIN pg_constraint c ON c.conrelid = r.oid
            UNION ALL
            SELECT 'trigger ' || pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text
              FROM relations r JOIN pg_trigger t ON t.tgrelid = r.oid AND NOT t.tgisinternal
            UNION ALL
            SELECT 'view ' || relname || ' ' || pg_get_viewdef(oid) FROM relations WHERE relkind IN ('v', 'm')
            UNION ALL
            SELECT 'routine ' || pg_get_functiondef(oid)
              FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind IN ('f', 'p')
            UNION ALL
            SELECT 'type ' || t.typname || ' ' || t.typtype::text || ' '
                || coalesce((SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder)
                               FROM pg_enum WHERE enumtypid = t.oid), '')
              FROM pg_type t
             WHERE t.typnamespace = 'public'::regnamespace AND t.typtype IN ('e', 'd', 'r')
            UNION ALL
            SELECT 'extension ' || extname || ' ' || extversion FROM pg_extension
            UNION ALL
            SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema$)'
             ORDER BY 1""";

    private static final String CLICKHOUSE = """
            SELECT line FROM (
              SELECT 'table ' || name || ' ' || create_table_query AS line FROM system.tables
               WHERE database = currentDatabase() AND NOT startsWith(name, 'schema_migrations')
              UNION ALL
              SELECT concat('column ', table, ' ', toString(position), ' ', name, ' ', type, ' ', default_kind, ' ',
                  default_expression, ' ', compression_codec) FROM system.columns
               WHERE database = currentDatabase() AND NOT startsWith(table, 'schema_migrations')
              UNION ALL
              SELECT concat('index ', table, ' ', name, ' ', type_full, ' ', expr, ' ', toString(granularity))
                FROM system.data_skipping_indices WHERE database = currentDatabase())
             ORDER BY line""";

    static Schema of(Sample sample) {
        return new Schema(sample.inPostgres(POSTGRES), sample.inClickhouse(CLICKHOUSE));
    }
}
