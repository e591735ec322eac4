package dev.tandem.migration.clickhouse;

import dev.tandem.migration.script.Tokens;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What SET and USE of a script have set. HTTP requests have no session in common, and a session of the server's would not
 * follow through a load balancer; so they are kept here and sent along with every later statement of the script.
 */
final class SessionStatements {
    private static final Pattern ASSIGNMENT =
            Pattern.compile("\\s*(\\w+)\\s*=\\s*('(?:[^'\\\\]|\\\\.|'')*'|[^,\\s]+)\\s*(,|$)", Pattern.DOTALL);

    private final Map<String, String> settings = new LinkedHashMap<>();
    private @Nullable String database;

    /** Whether a statement is one of these; it is taken note of then. */
    boolean take(String sql) {
        List<String> words = Tokens.significant(sql, new ClickHouseLexer());
        if (words.size() == 2 && words.get(0).equals("USE")) {
            database = identifier(sql.strip().substring("USE".length()).strip());
            return true;
        }
        if (words.size() >= 4 && words.get(0).equals("SET") && words.get(2).equals("=")) {
            return assign(sql.strip().substring("SET".length()));
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

    private boolean assign(String assignments) {
        Map<String, String> read = new LinkedHashMap<>();
        Matcher matcher = ASSIGNMENT.matcher(assignments);
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            read.put(matcher.group(1), value(matcher.group(2)));
            end = matcher.end();
        }
        if (end != assignments.length()) {
            return false;
        }
        settings.putAll(read);
        return true;
    }

    private static String value(String text) {
        if (!text.startsWith("'")) {
            return text;
        }
        return text.substring(1, text.length() - 1).replace("''", "'").replaceAll("\\\\(.)", "$1");
    }

    private static String identifier(String text) {
        char first = text.charAt(0);
        boolean quoted = (first == '`' || first == '"') && text.length() > 1;
        return quoted ? text.substring(1, text.length() - 1) : text;
    }
}
