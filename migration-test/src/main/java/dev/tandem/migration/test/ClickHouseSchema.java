package dev.tandem.migration.test;

/** What a ClickHouse server tells of the tables, views and dictionaries of a database: kind, name, definition. */
final class ClickHouseSchema {
    /** But for history and locks, inner tables, which their views' definitions tell of, and identities, which nobody chooses. */
    static final String QUERY = """
            WITH ours AS (SELECT name FROM system.tables WHERE database = currentDatabase() AND NOT is_temporary
              AND comment != 'tandem lock' AND NOT startsWith(name, '.inner') AND concat(database, '.', name) != :history)
            SELECT * FROM (
              SELECT multiIf(engine = 'Dictionary', 'dictionary', endsWith(engine, 'View'), 'view', 'table') AS kind, name,
                  replaceRegexpAll(create_table_query, ' (INNER )?UUID \\'[0-9a-f-]+\\'', '') AS definition
                FROM system.tables WHERE database = currentDatabase() AND name IN ours
              UNION ALL
              SELECT 'column', concat(table, '.', name), trim(concat(type, ' ', lower(default_kind), ' ', default_expression, ' ',
                  compression_codec, ' ', comment))
                FROM system.columns WHERE database = currentDatabase() AND table IN ours
              UNION ALL
              SELECT 'index', concat(table, '.', name), concat(expr, ' ', type_full, ' ', toString(granularity))
                FROM system.data_skipping_indices WHERE database = currentDatabase() AND table IN ours
              UNION ALL
              SELECT 'projection', concat(table, '.', name), query
                FROM system.projections WHERE database = currentDatabase() AND table IN ours)
             ORDER BY kind, name""";

    private ClickHouseSchema() {}
}
