package dev.tandem.migration.embedded.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts a request's database and settings on its connection. They are the request's alone: on the connection of a
 * session, which outlives it, what was there before comes back afterwards.
 */
final class RequestSettings {

    private static final Pattern NAME = Pattern.compile("\\w+");

    private final ChdbConnection connection;
    private final @Nullable String database;
    private @Nullable String databaseBefore;
    private final List<String> undo = new ArrayList<>();

    private RequestSettings(ChdbConnection connection, @Nullable String database) {
        this.connection = connection;
        this.database = database;
    }

    static RequestSettings apply(ChdbConnection connection, Request request) throws ClickHouseError {
        RequestSettings applied = new RequestSettings(connection, request.database());
        if (request.session() != null) {
            applied.remember(request);
        }
        if (request.database() != null) {
            connection.text("USE " + name(request.database()));
        }
        StringBuilder set = new StringBuilder("SET " + ClientQueryIds.CARRIER + " = " + literal(request.queryId()));
        for (Map.Entry<String, String> setting : request.settings().entrySet()) {
            if (!setting.getKey().equals("readonly")) {
                set.append(", ").append(checked(setting.getKey())).append(" = ").append(literal(setting.getValue()));
            }
        }
        connection.text(set.toString());
        String readonly = request.settings().get("readonly");
        if (readonly != null) {
            connection.text("SET readonly = " + literal(readonly)); // last: it may forbid the others
        }
        return applied;
    }

    /** Takes back what {@link #apply} did. */
    void restore() throws ClickHouseError {
        for (String statement : undo) {
            connection.text(statement);
        }
        // a USE that was the request's own statement stays with the session
        if (databaseBefore != null && currentDatabase().equals(database)) {
            connection.text("USE " + name(databaseBefore));
        }
    }

    private void remember(Request request) throws ClickHouseError {
        if (request.settings().containsKey("readonly") && request.method().equals("POST")) {
            throw ClickHouseError.of(
                    36, "BAD_ARGUMENTS", "The embedded server does not support readonly together with session_id");
        }
        request.settings().remove("readonly");
        if (database != null) {
            databaseBefore = currentDatabase();
        }
        String names = request.settings().keySet().stream()
                .filter(name -> !name.startsWith("param_"))
                .map(RequestSettings::literal)
                .collect(Collectors.joining(", "));
        if (names.isEmpty()) {
            return;
        }
        String rows = connection.text("SELECT name, changed, value FROM system.settings WHERE name IN (" + names + ")");
        for (String row : rows.lines().toList()) {
            String[] columns = row.split("\t", -1);
            // the escapes of tab-separated text are those of SQL strings
            undo.add("SET " + columns[0] + " = " + (columns[1].equals("1") ? "'" + columns[2] + "'" : "DEFAULT"));
        }
    }

    private String currentDatabase() throws ClickHouseError {
        return connection
                .text("SELECT currentDatabase() FORMAT TabSeparatedRaw")
                .strip();
    }

    private static String checked(String name) throws ClickHouseError {
        if (!NAME.matcher(name).matches()) {
            throw ClickHouseError.of(115, "UNKNOWN_SETTING", "Unknown setting '" + name + "'");
        }
        return name;
    }

    private static String literal(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private static String name(String value) {
        return "`" + value.replace("\\", "\\\\").replace("`", "\\`") + "`";
    }
}
