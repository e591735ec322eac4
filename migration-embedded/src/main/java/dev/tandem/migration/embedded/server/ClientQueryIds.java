package dev.tandem.migration.embedded.server;

import dev.tandem.migration.embedded.server.SqlTokens.Token;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The query ids that clients choose. The engine's C interface gives each query a random id and takes none, so:
 *
 * <ol>
 *   <li>each request carries its client's id in a setting that has no effect ({@value #CARRIER}: it matters to another
 *     query
 *       language only) and shows in {@code system.processes};
 *   <li>{@code FROM system.processes} reads through a subquery whose {@code query_id} is the client's and whose
 *       {@code Settings} lack the carrier;
 *   <li>in {@code KILL QUERY WHERE …} the column {@code query_id} is replaced by the client's id.
 * </ol>
 *
 * <p>The functions {@code queryID()} and {@code currentQueryID()}, the result of KILL and views over {@code
 * system.processes} know the engine's id only.
 */
final class ClientQueryIds {

    static final String CARRIER = "promql_table";

    private static final String ID = "if(Settings['" + CARRIER + "'] != '', Settings['" + CARRIER + "'], query_id)";
    private static final String PROCESSES =
            "(SELECT * REPLACE (" + ID + " AS query_id, " + ID + " AS initial_query_id, mapFilter((k, v) -> k != '"
                    + CARRIER + "', Settings) AS Settings) FROM system.processes)";

    private final Set<String> running = ConcurrentHashMap.newKeySet();

    /** Notes that a query runs; refuses a second one of the same id, as a server does. */
    void begin(String id) throws ClickHouseError {
        if (!running.add(id)) {
            throw ClickHouseError.of(
                    216, "QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING", "Query with id = " + id + " is already running");
        }
    }

    void end(String id) {
        running.remove(id);
    }

    boolean isIdle() {
        return running.isEmpty();
    }

    /** The statement as the engine has to see it. */
    static String rewrite(String sql, Token first) {
        if (first.is("KILL")) {
            return rewriteKill(sql);
        }
        boolean definition = first.is("CREATE") || first.is("ALTER") || first.is("ATTACH");
        return definition ? sql : rewriteProcesses(sql);
    }

    private static String rewriteKill(String sql) {
        SqlTokens tokens = new SqlTokens(sql);
        tokens.next();
        Token kind = tokens.next();
        if (kind == null || !kind.is("QUERY")) {
            return sql;
        }
        StringBuilder out = new StringBuilder();
        int copied = 0;
        for (Token token = tokens.next(); token != null; token = tokens.next()) {
            if (token.names("query_id")) {
                out.append(sql, copied, token.start()).append(ID);
                copied = token.end();
            }
        }
        return out.append(sql, copied, sql.length()).toString();
    }

    /** The statement with {@code system.processes} as clients know it. */
    static String rewriteProcesses(String sql) {
        if (!sql.contains("processes")) {
            return sql;
        }
        SqlTokens tokens = new SqlTokens(sql);
        StringBuilder out = new StringBuilder();
        int copied = 0;
        Token third = null;
        Token second = null;
        for (Token token = tokens.next(); token != null; third = second, second = token, token = tokens.next()) {
            if (third != null
                    && second != null
                    && third.names("system")
                    && second.isSymbol('.')
                    && token.names("processes")) {
                out.append(sql, copied, third.start()).append(PROCESSES);
                copied = token.end();
            }
        }
        return out.append(sql, copied, sql.length()).toString();
    }
}
