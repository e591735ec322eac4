package dev.tandem.migration.clickhouse;

import dev.tandem.migration.Effects;
import dev.tandem.migration.script.Tokens;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * What a statement that did not end well has left. Decided conservatively: {@link Effects#NONE} only for a known pair of
 * statement kind and error code.
 *
 * <table>
 *   <caption>Kinds and the codes after which nothing has happened</caption>
 *   <tr><th>kind</th><th>nothing has happened after</th></tr>
 *   <tr><td>reads (SELECT, SHOW, DESCRIBE, EXPLAIN, EXISTS)</td><td>whatever the end</td></tr>
 *   <tr><td>SET, USE</td><td>whatever the end</td></tr>
 *   <tr><td>INSERT</td><td>refusals before the first row: unknown table, database or column, no access, read-only</td></tr>
 *   <tr><td>definitions with one action (CREATE, DROP, ALTER, RENAME, …)</td><td>what the server finds before it begins:
 *       syntax, unknown type, table, column, function or setting, exists already, no access, read-only</td></tr>
 *   <tr><td>ON CLUSTER, mutations, POPULATE, CREATE … AS SELECT, CREATE … CLONE AS, several actions in one ALTER</td>
 *       <td>syntax errors only</td></tr>
 * </table>
 */
final class StatementEffects {

    private static final Set<String> READS = Set.of("SELECT", "SHOW", "DESCRIBE", "DESC", "EXPLAIN", "EXISTS");
    /** They set something for the statements behind them, and nothing in the database. */
    private static final Set<String> SESSION = Set.of("SET", "USE");

    private static final Set<String> MUTATIONS = Set.of("UPDATE", "DELETE", "MATERIALIZE", "CLEAR");

    /** What may stand before VIEW where it is the keyword and not a name. */
    private static final Set<String> VIEW_BEFORE = Set.of("CREATE", "OR", "REPLACE", "MATERIALIZED", "LIVE", "WINDOW");

    /** What the server adds to an error that it met while rows were on their way. */
    private static final Set<String> BEGUN =
            Set.of("while pushing to view", "Insertion status:", "While executing", "Received from");

    /** Unknown table, database, column, identifier; no access; read-only. */
    private static final Set<Integer> REFUSED_BEFORE_INSERTING = Set.of(60, 81, 16, 47, 497, 164);

    /**
     * The same, and: duplicate column, bad or wrong number or type of arguments, illegal column, unknown function, type,
     * setting or engine, table or database exists, incorrect query, no such column in table, duplicate index or
     * projection.
     */
    private static final Set<Integer> REFUSED_BEFORE_DEFINING =
            Set.of(60, 81, 16, 47, 497, 164, 15, 36, 42, 43, 44, 46, 50, 115, 56, 57, 82, 80, 10, 127, 582, 583);

    private StatementEffects() {}

    /**
     * What a statement has left that failed.
     *
     * @param code the server's; 0 for no answer from it
     * @param message the server's words, which tell an INSERT that never began from one whose rows met the same error on
     *     their way into a view or onto another server
     */
    static Effects afterFailure(String sql, int code, String message) {
        List<String> words = words(sql);
        if (SESSION.contains(first(words))) {
            return Effects.NONE;
        }
        if (READS.contains(first(words)) && !words.contains("OUTFILE")) {
            return Effects.NONE;
        }
        boolean insert = words.contains("INSERT");
        if (code == ClickHouseErrors.SYNTAX_ERROR && !insert && !message.contains("There was an error on")) {
            return Effects.NONE;
        }
        if (insert) {
            boolean onlyInsert = first(words).equals("INSERT");
            boolean begun = BEGUN.stream().anyMatch(message::contains);
            return onlyInsert && !begun && REFUSED_BEFORE_INSERTING.contains(code) ? Effects.NONE : Effects.UNKNOWN;
        }
        return isSingleDefinition(words) && REFUSED_BEFORE_DEFINING.contains(code) ? Effects.NONE : Effects.UNKNOWN;
    }

    /** What a statement has left whose end nobody saw, if running it again is all that is needed then. */
    static Effects afterUnknownEnd(String sql) {
        List<String> words = words(sql);
        if (READS.contains(first(words)) || SESSION.contains(first(words))) {
            return Effects.NONE;
        }
        return isSingleDefinition(words) && isGuarded(words) ? Effects.NONE : Effects.UNKNOWN;
    }

    private static boolean isSingleDefinition(List<String> words) {
        if (contains(words, "ON", "CLUSTER") || words.contains("POPULATE")) {
            return false;
        }
        return switch (first(words)) {
            case "CREATE" -> isView(words) || (!words.contains("SELECT") && !words.contains("CLONE"));
            case "ALTER" -> topLevelCommas(words) == 0 && words.stream().noneMatch(MUTATIONS::contains);
            case "DROP", "RENAME", "EXCHANGE", "ATTACH", "DETACH" -> topLevelCommas(words) == 0;
            default -> false;
        };
    }

    private static boolean isGuarded(List<String> words) {
        return contains(words, "IF", "NOT", "EXISTS")
                || contains(words, "IF", "EXISTS")
                || contains(words, "OR", "REPLACE");
    }

    /** A view keeps no rows of its own, a materialized one none that were there before it. */
    private static boolean isView(List<String> words) {
        int view = words.indexOf("VIEW");
        return view > 0 && VIEW_BEFORE.containsAll(words.subList(0, view));
    }

    private static int topLevelCommas(List<String> words) {
        int depth = 0;
        int commas = 0;
        for (String word : words) {
            switch (word) {
                case "(" -> depth++;
                case ")" -> depth--;
                case "," -> commas += depth == 0 ? 1 : 0;
                default -> {}
            }
        }
        return commas;
    }

    private static boolean contains(List<String> words, String... sequence) {
        return Collections.indexOfSubList(words, List.of(sequence)) >= 0;
    }

    private static String first(List<String> words) {
        return words.stream().filter(word -> !word.equals("(")).findFirst().orElse("");
    }

    private static List<String> words(String sql) {
        return Tokens.significant(sql, new ClickHouseLexer());
    }
}
