package dev.tandem.migration.clickhouse;

import dev.tandem.migration.script.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The table that a statement writes to.
 *
 * @param database its database, {@code null} for that of the connection
 * @param table its name, without quotes
 */
record TableName(@Nullable String database, String table) {
    /** {@code DELETE FROM IF EXISTS} and the like, a database, a dot, a name. */
    private static final int LONGEST_BEGINNING = 12;

    /** Of an INSERT, ALTER TABLE, DELETE FROM or UPDATE; {@code null} of any other, and of an INSERT INTO TABLE or FUNCTION. */
    static @Nullable TableName of(String sql) {
        List<String> tokens = new ArrayList<>(Tokens.written(sql, new ClickHouseLexer(), LONGEST_BEGINNING));
        switch (take(tokens)) {
            case "INSERT" -> {
                skip(tokens, "INTO");
                // A keyword, or a table of that name: which, only the server's parser tells.
                if (next(tokens).equals("TABLE") || next(tokens).equals("FUNCTION")) {
                    return null;
                }
            }
            case "ALTER" -> {
                if (!take(tokens).equals("TABLE")) {
                    return null;
                }
            }
            case "DELETE" -> skip(tokens, "FROM");
            case "UPDATE" -> {}
            default -> {
                return null;
            }
        }
        if (next(tokens).equals("IF")) {
            tokens.subList(0, Math.min(2, tokens.size())).clear();
        }
        if (tokens.isEmpty()) {
            return null;
        }
        boolean qualified = tokens.size() > 2 && tokens.get(1).equals(".");
        return qualified
                ? new TableName(plain(tokens.get(0)), plain(tokens.get(2)))
                : new TableName(null, plain(tokens.get(0)));
    }

    /** In that database, unless it names one itself. */
    TableName in(@Nullable String other) {
        return database == null ? new TableName(other, table) : this;
    }

    /** As it stands in SQL. */
    String quoted(ClickHouseDialect dialect) {
        return (database == null ? "" : dialect.quote(database) + ".") + dialect.quote(table);
    }

    /** A condition on the columns {@code database} and {@code table}. */
    String condition(ClickHouseDialect dialect) {
        return "database = " + (database == null ? "currentDatabase()" : dialect.literal(database)) + " AND table = "
                + dialect.literal(table);
    }

    private static void skip(List<String> tokens, String word) {
        // A table may be named so, too.
        boolean named = tokens.size() > 1 && tokens.get(1).equals(".");
        if (next(tokens).equals(word) && !named) {
            tokens.remove(0);
        }
    }

    private static String next(List<String> tokens) {
        return tokens.isEmpty() ? "" : tokens.get(0).toUpperCase(Locale.ROOT);
    }

    private static String take(List<String> tokens) {
        String first = next(tokens);
        if (!tokens.isEmpty()) {
            tokens.remove(0);
        }
        return first;
    }

    private static String plain(String identifier) {
        char quote = identifier.charAt(0);
        if (quote != '`' && quote != '"') {
            return identifier;
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 1; i < identifier.length() - 1; i++) {
            char c = identifier.charAt(i);
            if (c == '\\' || c == quote) {
                // Of the two that stand for one, the second.
                i++;
            }
            plain.append(identifier.charAt(i));
        }
        return plain.toString();
    }
}
