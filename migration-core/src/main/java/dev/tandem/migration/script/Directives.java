package dev.tandem.migration.script;

import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.script.Directive.Kind;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the directives of the field, and our own, out of comments: {@code -- migrate:up transaction:false},
 * {@code -- +migrate Up notransaction}, {@code -- +goose NO TRANSACTION}, {@code -- tandem:timeout 30m}. Case and white
 * space do not matter. Every other comment is a comment.
 */
final class Directives {
    private static final int LONGEST = 200;
    private static final String FIRST_LETTERS = "mM+tT";
    private static final Pattern DBMATE = pattern("migrate\\s*:\\s*(up|down)");
    /** Prose may go on behind the colon, but not without a space. */
    private static final Pattern LIKE_DBMATE = Pattern.compile("migrate\\s*:\\w.*", Pattern.CASE_INSENSITIVE);

    private static final Pattern LIKE_PLUS = Pattern.compile("\\+\\s*(migrate|goose)\\b.*", Pattern.CASE_INSENSITIVE);
    private static final Pattern PLUS =
            pattern("\\+\\s*(migrate|goose)\\s+(up|down|statementbegin|statementend" + "|no\\s+transaction|envsub)");
    private static final Pattern OURS = Pattern.compile("tandem\\s*:\\s*(\\S*)\\s*(.*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern TRANSACTION =
            Pattern.compile("\\btransaction\\s*:\\s*(\\S*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern NO_TRANSACTION = Pattern.compile("\\bnotransaction\\b", Pattern.CASE_INSENSITIVE);

    private Directives() {}

    private static Pattern pattern(String directive) {
        return Pattern.compile(directive + "(?:\\s+(.*))?", Pattern.CASE_INSENSITIVE);
    }

    /**
     * Reads the comment that begins at a position and ends at the text's.
     *
     * @return {@code null} when it is no directive
     * @throws InvalidMigrationException when it is one that cannot be understood or is not carried out
     */
    static @Nullable Directive read(Text text, long comment) {
        return read(text, comment, text.position());
    }

    /** What a line of rows would be outside of them; {@code null} when it is no directive, not even one that is wrong. */
    static @Nullable Directive inLine(Text text, long from, long to) {
        if (to - from < 3 || text.charAt(from) != '-' || text.charAt(from + 1) != '-') {
            return null;
        }
        try {
            return read(text, from, to);
        } catch (InvalidMigrationException e) {
            return null;
        }
    }

    /**
     * Rows in a script end at an empty line; a directive right behind them would be one of them.
     *
     * @throws InvalidMigrationException when a line of the data between two positions is a directive
     */
    static void refuseInData(Text text, long from, long to) {
        long line = from;
        for (long i = from; i < to; i++) {
            boolean last = i == to - 1;
            if (last || text.charAt(i) == '\n') {
                if (read(text, line, last ? to : i) != null) {
                    throw text.malformed(
                            line,
                            "A directive stands in the rows of an INSERT, where it is data.",
                            "Put an empty line before it, which ends the rows.");
                }
                line = i + 1;
            }
        }
    }

    private static @Nullable Directive read(Text text, long comment, long limit) {
        long end = Math.min(limit, comment + LONGEST);
        if (end - comment < 3 || text.charAt(comment) != '-' || text.charAt(comment + 1) != '-') {
            return null;
        }
        long from = comment + 2;
        while (from < end && Character.isWhitespace(text.charAt(from))) {
            from++;
        }
        if (from == end || FIRST_LETTERS.indexOf(text.charAt(from)) < 0) {
            return null;
        }
        String directive = text.substring(from, end).strip();
        return switch (directive.charAt(0)) {
            case '+' -> plus(text, comment, directive);
            case 'm', 'M' -> dbmate(text, comment, directive);
            default -> ours(text, comment, directive);
        };
    }

    private static @Nullable Directive dbmate(Text text, long comment, String directive) {
        Matcher matcher = DBMATE.matcher(directive);
        if (!matcher.matches()) {
            if (LIKE_DBMATE.matcher(directive).matches()) {
                throw unknown(text, comment, directive, "-- migrate:up and -- migrate:down");
            }
            return null;
        }
        Matcher option = TRANSACTION.matcher(rest(matcher, 2));
        boolean transactional = true;
        if (option.find()) {
            transactional = !option.group(1).equalsIgnoreCase("false");
            if (transactional && !option.group(1).equalsIgnoreCase("true")) {
                throw text.malformed(
                        comment,
                        "The option transaction is neither true nor false: " + directive,
                        "Write transaction:false or transaction:true.");
            }
        }
        return new Directive(section(matcher.group(1)), directive, text.lineAt(comment), transactional, null);
    }

    private static @Nullable Directive plus(Text text, long comment, String directive) {
        Matcher matcher = PLUS.matcher(directive);
        if (!matcher.matches()) {
            if (LIKE_PLUS.matcher(directive).matches()) {
                throw unknown(
                        text,
                        comment,
                        directive,
                        "Up, Down, StatementBegin, StatementEnd and NO TRANSACTION behind +goose,"
                                + " and all but the last behind +migrate");
            }
            return null;
        }
        Kind kind = kind(matcher.group(2));
        if (kind == null) {
            throw text.malformed(
                    comment,
                    "Variables of the environment are not put into the SQL (" + directive + ").",
                    "Write placeholders, ${name}, and configure them; then delete the line.");
        }
        boolean transactional = !NO_TRANSACTION.matcher(rest(matcher, 3)).find();
        return new Directive(kind, directive, text.lineAt(comment), transactional, null);
    }

    private static @Nullable Directive ours(Text text, long comment, String directive) {
        Matcher matcher = OURS.matcher(directive);
        if (!matcher.matches()) {
            return null;
        }
        if (!matcher.group(1).equalsIgnoreCase("timeout")) {
            throw unknown(text, comment, directive, "-- tandem:timeout <duration>, such as -- tandem:timeout 30m");
        }
        Duration timeout = Durations.parse(matcher.group(2).strip());
        if (timeout == null) {
            throw text.malformed(
                    comment, "This is not a time: " + directive + ".", "Write it like 90s, 30m, 2h, 1h30m or PT30M.");
        }
        return new Directive(Kind.TIMEOUT, directive, text.lineAt(comment), true, timeout);
    }

    /** A misspelt one must not be a comment: what it begins would run in the other direction. */
    private static InvalidMigrationException unknown(Text text, long comment, String directive, String known) {
        return text.malformed(
                comment, "There is no directive " + directive + ".", "Known are: " + known + ". Correct or delete it.");
    }

    private static String rest(Matcher matcher, int group) {
        String rest = matcher.group(group);
        return rest == null ? "" : rest;
    }

    private static Kind section(String word) {
        return word.equalsIgnoreCase("up") ? Kind.UP : Kind.DOWN;
    }

    private static @Nullable Kind kind(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "up" -> Kind.UP;
            case "down" -> Kind.DOWN;
            case "statementbegin" -> Kind.STATEMENT_BEGIN;
            case "statementend" -> Kind.STATEMENT_END;
            case "envsub" -> null;
            default -> Kind.NO_TRANSACTION;
        };
    }
}
