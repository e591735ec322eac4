package dev.tandem.migration.clickhouse;

import dev.tandem.migration.script.Tokens;
import java.sql.SQLException;
import java.util.ArrayList;
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
    private static final Pattern ASSIGNMENT = Pattern.compile("(\\w+)\\s*=\\s*(.+)", Pattern.DOTALL);
    private static final String ESCAPES = "abefnrtv0";
    private static final String ESCAPED = "\u0007\b\u001B\f\n\r\t\u000B\0";

    private final Map<String, String> settings = new LinkedHashMap<>();
    private @Nullable String database;

    /**
     * Whether a statement is one of these; it is taken note of then.
     *
     * @throws SQLException when it is, but cannot be sent along: by itself it would be without effect
     */
    boolean take(String sql) throws SQLException {
        // A statement may be long; its first words tell.
        List<String> words = Tokens.significant(sql, new ClickHouseLexer(), 4);
        String first = words.isEmpty() ? "" : words.get(0);
        if (first.equals("USE")) {
            if (words.size() != 2) {
                throw without("USE with more than a database's name");
            }
            database = identifier(behind("USE", sql));
            return true;
        }
        // SET DEFAULT ROLE is kept by the server.
        if (first.equals("SET") && words.size() > 1 && !words.get(1).equals("DEFAULT")) {
            if (words.size() != 4 || !words.get(2).equals("=") || !assign(behind("SET", sql))) {
                throw without("SET with anything but settings and their values");
            }
            return true;
        }
        return false;
    }

    private static SQLException without(String what) {
        return new SQLException("Statements are sent one by one, and " + what + " has no effect on the next one."
                + " Give the statements behind it what they need by themselves.");
    }

    private static String behind(String keyword, String sql) {
        String plain = Tokens.withoutComments(sql, new ClickHouseLexer()).strip();
        return plain.substring(keyword.length()).strip();
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
        for (String assignment : split(assignments)) {
            Matcher matcher = ASSIGNMENT.matcher(assignment.strip());
            if (!matcher.matches()) {
                return false;
            }
            read.put(matcher.group(1), value(matcher.group(2).strip()));
        }
        settings.putAll(read);
        return true;
    }

    /** At the commas that are in no string, array or map. */
    private static List<String> split(String assignments) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int depth = 0;
        int begin = 0;
        for (int i = 0; i < assignments.length(); i++) {
            char c = assignments.charAt(i);
            if (c == '\'') {
                quoted = !quoted;
            } else if (quoted) {
                i += c == '\\' ? 1 : 0;
            } else if (c == ',' && depth == 0) {
                parts.add(assignments.substring(begin, i));
                begin = i + 1;
            } else {
                depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
            }
        }
        parts.add(assignments.substring(begin));
        return parts;
    }

    private static String value(String text) {
        if (!text.startsWith("'")) {
            return text;
        }
        StringBuilder value = new StringBuilder();
        for (int i = 1; i < text.length() - 1; i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
                int escape = ESCAPES.indexOf(text.charAt(i));
                value.append(escape < 0 ? text.charAt(i) : ESCAPED.charAt(escape));
            } else {
                value.append(c);
                i += c == '\'' ? 1 : 0;
            }
        }
        return value.toString();
    }

    private static String identifier(String text) {
        char first = text.charAt(0);
        boolean quoted = (first == '`' || first == '"') && text.length() > 1;
        return quoted ? text.substring(1, text.length() - 1) : text;
    }
}
