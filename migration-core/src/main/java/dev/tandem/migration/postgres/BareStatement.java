package dev.tandem.migration.postgres;

import dev.tandem.migration.script.Tokens;
import java.util.List;
import java.util.Locale;

/**
 * A statement that the server runs outside of a transaction only, as far as it must be known to run it again after an
 * end that nobody saw.
 *
 * @param kind what it does
 * @param object what it does it to, as it would stand in SQL
 * @param table the table it belongs to, as it would stand in SQL; empty where that does not matter
 */
record BareStatement(Kind kind, String object, String table) {

    /** What it does. */
    enum Kind {
        CREATE_INDEX,
        DROP_INDEX,
        REINDEX_INDEX,
        REINDEX_TABLE,
        DETACH_PARTITION,
        CREATE_DATABASE,
        DROP_DATABASE,
        /** Does no harm when it runs again, whatever was left: VACUUM, ALTER SYSTEM and the like. */
        REPEATABLE,
        /** Commits on the way: nobody can tell how far it came. */
        COMMITTING
    }

    static BareStatement of(String sql) {
        List<String> words = Tokens.significant(sql, new PostgresLexer(), TransactionUse.TELLING);
        return switch (words.get(0)) {
            case "CREATE" -> words.contains("INDEX") ? createIndex(words) : database(Kind.CREATE_DATABASE, words);
            case "DROP" ->
                words.get(1).equals("INDEX")
                        ? new BareStatement(Kind.DROP_INDEX, nameBehind(words, "CONCURRENTLY"), "")
                        : database(Kind.DROP_DATABASE, words);
            case "REINDEX" -> reindex(words);
            case "ALTER" ->
                words.contains("DETACH")
                        ? new BareStatement(
                                Kind.DETACH_PARTITION, nameBehind(words, "PARTITION"), nameBehind(words, "TABLE"))
                        : new BareStatement(Kind.REPEATABLE, "", "");
            case "DO", "CALL" -> new BareStatement(Kind.COMMITTING, "", "");
            default -> new BareStatement(Kind.REPEATABLE, "", "");
        };
    }

    /** Whether an index is to be created whose name the server would choose, another one for each attempt. */
    boolean isUnnamedIndex() {
        return kind == Kind.CREATE_INDEX && object.isEmpty();
    }

    /** Whether waiting for locks is what it does, so that a limit to that would only cancel it. */
    boolean waitsForOthers() {
        return switch (kind) {
            case CREATE_INDEX, DROP_INDEX, REINDEX_INDEX, REINDEX_TABLE, DETACH_PARTITION -> true;
            default -> false;
        };
    }

    private static BareStatement createIndex(List<String> words) {
        int on = words.indexOf("ON");
        String name = nameBehind(words, "CONCURRENTLY");
        boolean unnamed = words.get(words.indexOf("CONCURRENTLY") + 1).equals("ON");
        String table = nameAt(words, words.get(on + 1).equals("ONLY") ? on + 2 : on + 1);
        return new BareStatement(Kind.CREATE_INDEX, unnamed ? "" : name, table);
    }

    private static BareStatement reindex(List<String> words) {
        Kind kind = words.contains("INDEX")
                ? Kind.REINDEX_INDEX
                : words.contains("TABLE") ? Kind.REINDEX_TABLE : Kind.REPEATABLE;
        String behind = words.contains("INDEX") ? "INDEX" : "TABLE";
        return new BareStatement(kind, kind == Kind.REPEATABLE ? "" : nameBehind(words, behind), "");
    }

    private static BareStatement database(Kind kind, List<String> words) {
        boolean database = words.get(1).equals("DATABASE");
        return database
                ? new BareStatement(kind, nameBehind(words, "DATABASE"), "")
                : new BareStatement(Kind.REPEATABLE, "", "");
    }

    /** The name that follows a word, its guard and the like left out. */
    private static String nameBehind(List<String> words, String word) {
        int at = words.indexOf(word) + 1;
        while (at < words.size()
                && List.of("CONCURRENTLY", "IF", "NOT", "EXISTS", "ONLY").contains(words.get(at))) {
            at++;
        }
        return nameAt(words, at);
    }

    /** A name, qualified or not; unquoted words are lower-cased, as the server does. */
    private static String nameAt(List<String> words, int at) {
        StringBuilder name = new StringBuilder();
        for (int i = at; i < words.size(); i++) {
            String part = words.get(i);
            name.append(part.startsWith("\"") ? part : part.toLowerCase(Locale.ROOT));
            if (i + 1 < words.size() && words.get(i + 1).equals(".")) {
                name.append('.');
                i++;
            } else {
                break;
            }
        }
        return name.toString();
    }
}
