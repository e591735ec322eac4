package dev.tandem.migration.test;

import dev.tandem.migration.embedded.TestDatabase;
import java.time.Duration;
import java.util.List;

/**
 * A template database. To restore is to drop the database and to create it again from the template, which copies
 * everything in it; what the server keeps of a database outside of it (its settings, rights and comment) is said again.
 */
final class PostgresSnapshot implements Snapshot {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** As ALTER, GRANT and COMMENT statements; a value that is a list is an SQL list as it stands. */
    private static final String BESIDE = """
            SELECT format('ALTER %s %I SET %I TO %s',
                CASE WHEN s.setrole = 0 THEN 'DATABASE'
                  ELSE format('ROLE %I IN DATABASE', pg_get_userbyid(s.setrole)) END,
                d.datname, split_part(c, '=', 1),
                CASE WHEN split_part(c, '=', 1) IN ('search_path', 'temp_tablespaces', 'local_preload_libraries',
                    'session_preload_libraries')
                  THEN replace(substr(c, strpos(c, '=') + 1), '""', '''''')
                  ELSE quote_literal(substr(c, strpos(c, '=') + 1)) END)
              FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase, unnest(s.setconfig) c
             WHERE d.datname = :database
            UNION ALL SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', datname)
              FROM pg_database WHERE datname = :database AND datacl IS NOT NULL
            UNION ALL SELECT format('GRANT %s ON DATABASE %I TO %s%s', privilege_type, datname,
                CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE grantee::regrole::text END,
                CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
              FROM pg_database, aclexplode(datacl) WHERE datname = :database
            UNION ALL SELECT format('COMMENT ON DATABASE %I IS %L', datname, shobj_description(oid, 'pg_database'))
              FROM pg_database WHERE datname = :database AND shobj_description(oid, 'pg_database') IS NOT NULL
            """;

    private final String serverUrl;
    private final String database;
    private final String template;
    private final List<String> beside;

    PostgresSnapshot(TestDatabase database) {
        this.serverUrl = database.serverUrl();
        this.database = database.name();
        this.template = this.database + "_template";
        try (Sql sql = Sql.open(serverUrl)) {
            beside = sql.strings(BESIDE.replace(":database", "'" + this.database + "'"));
            endSessions(sql);
            sql.execute("CREATE DATABASE " + template + " TEMPLATE " + this.database);
        }
    }

    @Override
    public void restore() {
        try (Sql sql = Sql.open(serverUrl)) {
            endSessions(sql);
            sql.execute("DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
            sql.execute("CREATE DATABASE " + database + " TEMPLATE " + template);
            beside.forEach(sql::execute);
        }
    }

    /** The server itself would look for them every 100 milliseconds only. */
    private void endSessions(Sql sql) {
        String sessions =
                " FROM pg_stat_activity WHERE backend_type = 'client backend' AND datname = '" + database + "'";
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!sql.strings("SELECT pg_terminate_backend(pid)" + sessions).isEmpty() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        try (Sql sql = Sql.open(serverUrl)) {
            sql.execute("DROP DATABASE IF EXISTS " + template + " WITH (FORCE)");
        }
    }
}
