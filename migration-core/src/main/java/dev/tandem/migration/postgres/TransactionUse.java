package dev.tandem.migration.postgres;

import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.script.Tokens;
import java.util.List;
import java.util.regex.Pattern;

/** What a statement does with transactions. */
enum TransactionUse {
    /** It runs in a transaction like most. */
    ORDINARY,
    /** It sets something for the session: a run that resumes behind it sets it again. */
    SESSION,
    /** It leaves something in the session that cannot be made again behind its back: temporary tables, cursors, PREPARE. */
    SESSION_OBJECT,
    /** It begins a transaction. */
    BEGIN,
    /** It ends one. */
    COMMIT,
    /** It takes a whole transaction back, or hands it to somebody else. */
    REFUSED,
    /** The server runs it outside of a transaction only. */
    BARE;

    /** How many tokens tell: enough for the names in front of CONCURRENTLY. */
    static final int TELLING = 48;

    /** In the body of a DO, where only the server's own parser would know better. */
    private static final Pattern COMMITS =
            Pattern.compile("\\b(COMMIT|ROLLBACK)(\\s+AND\\s+(NO\\s+)?CHAIN)?\\s*;", Pattern.CASE_INSENSITIVE);

    /**
     * Tells by the words of a statement. A block of several runs in a transaction: none of them may refuse to.
     *
     * @param declared whether its script says that it is not to run in a transaction, so that a CALL may commit
     */
    static TransactionUse of(String sql, boolean declared) {
        return Block.isSeveral(sql) ? ORDINARY : ofOne(sql, declared);
    }

    /** The same of what is known to be one statement. */
    static TransactionUse ofOne(String sql, boolean declared) {
        List<String> words = words(sql);
        if (words.isEmpty()) {
            return ORDINARY;
        }
        String second = words.size() > 1 ? words.get(1) : "";
        return switch (words.get(0)) {
            case "BEGIN", "START" -> BEGIN;
            case "COMMIT", "END" -> second.equals("PREPARED") ? REFUSED : COMMIT;
            case "ROLLBACK", "ABORT" -> words.contains("TO") ? ORDINARY : REFUSED;
            case "PREPARE" -> second.equals("TRANSACTION") ? REFUSED : SESSION_OBJECT;
            case "DECLARE" -> SESSION_OBJECT;
            case "SET", "RESET" -> second.equals("LOCAL") || second.equals("TRANSACTION") ? ORDINARY : SESSION;
            case "CREATE" -> create(words);
            case "DROP" ->
                bareIf(isConcurrent(words)
                        || List.of("DATABASE", "TABLESPACE", "SUBSCRIPTION").contains(second));
            case "REINDEX" ->
                bareIf(isConcurrent(words)
                        || words.contains("SCHEMA")
                        || words.contains("DATABASE")
                        || words.contains("SYSTEM"));
            case "ALTER" -> bareIf(second.equals("SYSTEM") || isDetachConcurrently(words) || movesDatabase(words));
            case "VACUUM" -> BARE;
            case "DISCARD" -> bareIf(second.equals("ALL"));
            case "CLUSTER" -> bareIf(words.size() == 1);
            case "CALL" -> bareIf(declared);
            case "DO" -> bareIf(COMMITS.matcher(sql).find());
            default -> ORDINARY;
        };
    }

    /** None of a block of several statements that cannot be read: the server says what is wrong with it. */
    private static List<String> words(String sql) {
        try {
            return Tokens.significant(sql, new PostgresLexer(), TELLING);
        } catch (InvalidMigrationException e) {
            return List.of();
        }
    }

    private static TransactionUse create(List<String> words) {
        int kind = 1;
        while (kind < words.size()
                && List.of("OR", "REPLACE", "LOCAL", "GLOBAL").contains(words.get(kind))) {
            kind++;
        }
        if (kind < words.size()
                && words.get(kind).startsWith("TEMP")
                && !words.get(1).equals("TABLE")) {
            return SESSION_OBJECT;
        }
        String second = words.size() > 1 ? words.get(1) : "";
        boolean index = second.equals("INDEX") || second.equals("UNIQUE");
        return bareIf((index && isConcurrent(words))
                || List.of("DATABASE", "TABLESPACE", "SUBSCRIPTION").contains(second));
    }

    private static boolean isConcurrent(List<String> words) {
        int at = words.indexOf("CONCURRENTLY");
        return at > 0 && at <= 8;
    }

    private static boolean isDetachConcurrently(List<String> words) {
        int detach = words.indexOf("DETACH");
        return detach > 0 && words.lastIndexOf("CONCURRENTLY") > detach;
    }

    private static boolean movesDatabase(List<String> words) {
        return words.size() > 4 && words.get(1).equals("DATABASE") && words.contains("TABLESPACE");
    }

    private static TransactionUse bareIf(boolean bare) {
        return bare ? BARE : ORDINARY;
    }
}
