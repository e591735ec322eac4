package dev.tandem.migration.clickhouse;

import dev.tandem.migration.script.Tokens;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What SET and USE of a script have set. HTTP requests have no session in common, and a session of the server's would not
 * follow through a load balancer; so they are kept here and sent along with every later statement of the script.
 */
final class SessionStatements {
    private final Map<String, String> settings = new HashMap<>();
    private @Nullable String database;

    /**
     * Whether a statement is one of these; it is taken note of then.
     *
     * @throws SQLException when it is, but cannot be sent along: by itself it would be without effect
     */
    boolean take(String sql) throws SQLException {
        // A statement may be long; its first words tell.
        List<String> words = Tokens.significant(sql, new ClickHouseLexer(), 2);
        String first = words.isEmpty() ? "" : words.get(0);
        if (first.equals("USE")) {
            use(Tokens.verbatim(sql, new ClickHouseLexer()));
            return true;
        }
        // SET DEFAULT ROLE is kept by the server.
        if (first.equals("SET") && words.size() == 2 && !words.get(1).equals("DEFAULT")) {
            set(Tokens.verbatim(sql, new ClickHouseLexer()));
            return true;
        }
        return false;
    }

    Map<String, String> settings() {
        return settings;
    }

    @Nullable
    String database() {
        return database;
    }

    void clear() {
        settings.clear();
        database = null;
    }

    private void use(List<String> tokens) throws SQLException {
        if (tokens.size() != 2) {
            throw without("USE with more than a database's name");
        }
        database = unquoted(tokens.get(1));
    }

    private void set(List<String> tokens) throws SQLException {
        int i = 1;
        while (i < tokens.size()) {
            int end = endOfValue(tokens, i);
            if (end < i + 3 || !tokens.get(i + 1).equals("=")) {
                throw without("SET with anything but settings and their values");
            }
            put(tokens.get(i), tokens.subList(i + 2, end));
            i = end + 1;
        }
    }

    private void put(String name, List<String> value) {
        if (value.size() == 1 && value.get(0).equalsIgnoreCase("DEFAULT")) {
            settings.remove(name);
        } else {
            settings.put(name, value.size() == 1 ? unquoted(value.get(0)) : String.join("", value));
        }
    }

    /** Where the comma stands that ends a value, or the statement. */
    private static int endOfValue(List<String> tokens, int from) {
        int depth = 0;
        for (int i = from; i < tokens.size(); i++) {
            String token = tokens.get(i);
            if ("([{".contains(token)) {
                depth++;
            } else if (")]}".contains(token)) {
                depth--;
            } else if (depth == 0 && token.equals(",")) {
                return i;
            }
        }
        return tokens.size();
    }

    private static SQLException without(String what) {
        return new SQLException("Statements are sent one by one, and " + what + " has no effect on the next one."
                + " Give the statements behind it what they need by themselves.");
    }

    private static String unquoted(String token) {
        char quote = token.charAt(0);
        if (token.length() < 2 || "'`\"".indexOf(quote) < 0) {
            return token;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < token.length() - 1; i++) {
            char c = token.charAt(i);
            if (c == quote || c == '\\') {
                i++;
            }
            text.append(token.charAt(i));
        }
        return text.toString();
    }
}
