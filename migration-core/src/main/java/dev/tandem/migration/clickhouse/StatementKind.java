package dev.tandem.migration.clickhouse;

import dev.tandem.migration.script.Tokens;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** The kinds of statements that differ in what one of them leaves when it ends badly. */
enum StatementKind {
    /** SELECT, SHOW, DESCRIBE, EXPLAIN, EXISTS; but not into a file. */
    READ,
    /** SET and USE, which set something for the statements behind them, and nothing in the database. */
    SESSION,
    INSERT,
    /** CREATE of a table or dictionary that gets no rows with it, and of what is no table and no database. */
    CREATE,
    /** CREATE VIEW and CREATE MATERIALIZED VIEW without POPULATE. */
    VIEW,
    /** ALTER TABLE with one action, on its definition. */
    ALTER,
    /** DROP or DETACH of one table, view or dictionary. */
    DROP,
    /** RENAME or EXCHANGE, of one pair. */
    RENAME,
    /** CREATE DATABASE and DROP DATABASE. */
    DATABASE,
    /** ALTER … UPDATE, DELETE, MATERIALIZE, CLEAR, and the lightweight UPDATE and DELETE. */
    MUTATION,
    /** Whatever has ON CLUSTER: other hosts go on with it. */
    CLUSTER,
    /** What may be done in part: several actions in one, AS SELECT, POPULATE, partitions; and whatever is not known. */
    OTHER;

    private static final Set<String> READS = Set.of("SELECT", "SHOW", "DESCRIBE", "DESC", "EXPLAIN", "EXISTS");
    private static final Set<String> MUTATIONS = Set.of("UPDATE", "DELETE", "MATERIALIZE", "CLEAR");
    private static final Set<String> ROWS = Set.of("PARTITION", "PART", "FREEZE", "UNFREEZE", "FETCH");
    private static final Set<String> TABLES = Set.of("TABLE", "VIEW", "DICTIONARY");
    /** What may stand before VIEW where it is the keyword and not a name. */
    private static final Set<String> VIEW_BEFORE = Set.of("CREATE", "OR", "REPLACE", "MATERIALIZED", "LIVE", "WINDOW");

    private static final Set<String> GUARDED_ACTIONS = Set.of("ADD", "DROP", "RENAME", "COMMENT");

    static StatementKind of(String sql) {
        return of(words(sql));
    }

    private static StatementKind of(List<String> words) {
        String first = first(words);
        if (READS.contains(first)) {
            return words.contains("OUTFILE") ? OTHER : READ;
        }
        if (first.equals("SET") || first.equals("USE")) {
            return SESSION;
        }
        if (contains(words, "ON", "CLUSTER")) {
            return CLUSTER;
        }
        return switch (first) {
            case "INSERT" -> INSERT;
            case "CREATE" -> created(words);
            case "ALTER" -> altered(words);
            case "DROP", "DETACH" -> dropped(words);
            case "RENAME", "EXCHANGE" ->
                TABLES.contains(second(words)) || second(words).equals("TABLES") ? single(RENAME, words) : OTHER;
            case "UPDATE", "DELETE" -> MUTATION;
            default -> OTHER;
        };
    }

    private static StatementKind created(List<String> words) {
        if (words.contains("POPULATE")) {
            return OTHER;
        }
        if (isView(words)) {
            return VIEW;
        }
        if (second(words).equals("DATABASE")) {
            return DATABASE;
        }
        return getsRows(words) || words.contains("CLONE") ? OTHER : CREATE;
    }

    /** Whether it is AS SELECT; a projection's SELECT is within parentheses that no AS is before. */
    private static boolean getsRows(List<String> words) {
        int depth = 0;
        String before = "";
        for (String word : words) {
            if (depth == 0 && (word.equals("SELECT") || (word.equals("(") && before.equals("AS")))) {
                return true;
            }
            depth += word.equals("(") ? 1 : word.equals(")") ? -1 : 0;
            before = word;
        }
        return false;
    }

    private static StatementKind altered(List<String> words) {
        if (!second(words).equals("TABLE")) {
            return OTHER;
        }
        if (words.stream().anyMatch(MUTATIONS::contains)) {
            return MUTATION;
        }
        return words.stream().anyMatch(ROWS::contains) ? OTHER : single(ALTER, words);
    }

    private static StatementKind dropped(List<String> words) {
        if (second(words).equals("DATABASE")) {
            return DATABASE;
        }
        return TABLES.contains(second(words)) ? single(DROP, words) : OTHER;
    }

    private static StatementKind single(StatementKind kind, List<String> words) {
        return actions(words).size() == 1 ? kind : OTHER;
    }

    /**
     * Whether running it again does no harm, however far it came: every action says IF EXISTS, IF NOT EXISTS or OR
     * REPLACE, and does nothing but what that asks for.
     */
    static boolean isGuarded(String sql) {
        List<String> words = words(sql);
        return switch (of(words)) {
            case READ, SESSION -> true;
            case CREATE, VIEW, DATABASE, DROP -> hasGuard(words);
            case ALTER -> isEachGuarded(words);
            case RENAME -> first(words).equals("RENAME") && hasGuard(words);
            case OTHER -> areSeveralGuarded(words);
            case INSERT, MUTATION, CLUSTER -> false;
        };
    }

    /** Whether there are no commas between its actions. */
    static boolean hasOneAction(String sql) {
        return actions(words(sql)).size() == 1;
    }

    /** Whether it changes what is there, rather than adding to it: rows are converted then. */
    static boolean modifies(String sql) {
        return words(sql).contains("MODIFY");
    }

    private static boolean areSeveralGuarded(List<String> words) {
        if (words.stream().anyMatch(ROWS::contains)) {
            return false;
        }
        return switch (first(words)) {
            case "ALTER" -> second(words).equals("TABLE") && isEachGuarded(words);
            case "DROP", "DETACH" -> TABLES.contains(second(words)) && hasGuard(words);
            default -> false;
        };
    }

    /** Of ALTER TABLE; the IF EXISTS of the table guards no action. */
    private static boolean isEachGuarded(List<String> words) {
        int table = words.size() > 2 && words.get(2).equals("IF") ? 4 : 2;
        return actions(words.subList(Math.min(table, words.size()), words.size())).stream()
                .allMatch(action -> hasGuard(action)
                        && action.stream().anyMatch(GUARDED_ACTIONS::contains)
                        && !action.contains("MODIFY"));
    }

    private static boolean hasGuard(List<String> words) {
        int definition = words.indexOf("(");
        List<String> head = definition < 0 ? words : words.subList(0, definition);
        return contains(head, "IF", "NOT", "EXISTS")
                || contains(head, "IF", "EXISTS")
                || contains(head, "OR", "REPLACE");
    }

    /** A view keeps no rows of its own, a materialized one none that were there before it. */
    private static boolean isView(List<String> words) {
        int view = words.indexOf("VIEW");
        return view > 0 && VIEW_BEFORE.containsAll(words.subList(0, view));
    }

    /** Cut at the commas that are in no parentheses. */
    private static List<List<String>> actions(List<String> words) {
        List<List<String>> actions = new ArrayList<>();
        int depth = 0;
        int begin = 0;
        for (int i = 0; i < words.size(); i++) {
            switch (words.get(i)) {
                case "(" -> depth++;
                case ")" -> depth--;
                case "," -> {
                    if (depth == 0) {
                        actions.add(words.subList(begin, i));
                        begin = i + 1;
                    }
                }
                default -> {}
            }
        }
        actions.add(words.subList(begin, words.size()));
        return actions;
    }

    private static boolean contains(List<String> words, String... sequence) {
        return Collections.indexOfSubList(words, List.of(sequence)) >= 0;
    }

    private static String first(List<String> words) {
        return words.stream().filter(word -> !word.equals("(")).findFirst().orElse("");
    }

    private static String second(List<String> words) {
        return words.size() > 1 ? words.get(1) : "";
    }

    private static List<String> words(String sql) {
        return Tokens.significant(sql, new ClickHouseLexer());
    }
}
