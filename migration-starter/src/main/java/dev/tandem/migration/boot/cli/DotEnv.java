package dev.tandem.migration.boot.cli;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of variables, as shells and the libraries of the field read it.
 *
 * <ul>
 *   <li>{@code NAME=value}, one a line, with or without {@code export}; empty lines and lines with {@code #} are comments
 *   <li>Unquoted: without surrounding white space, and up to a {@code #} that follows white space
 *   <li>In single quotes: as it stands, over several lines if need be
 *   <li>In double quotes: the same, with {@code \n \r \t \" \\ \$}
 * </ul>
 *
 * <p><code>${NAME}</code> is filled in where the value is used, as in every property; not in single quotes, nor behind a
 * backslash in double ones.
 */
final class DotEnv {
    private static final Pattern NAME = Pattern.compile("(?:export[ \\t]+)?([A-Za-z_][A-Za-z0-9_.]*)[ \\t]*=[ \\t]*");

    private final Path file;
    private final String text;
    private final Map<String, String> variables = new LinkedHashMap<>();
    private int at;

    private DotEnv(Path file, String text) {
        this.file = file;
        this.text = text;
    }

    /**
     * Reads one; empty when there is none.
     *
     * @throws InvalidConfigurationException when it cannot be read, naming the line and never what stands there
     */
    static Map<String, String> read(Path file) {
        if (!Files.isRegularFile(file)) {
            return Map.of();
        }
        try {
            String text = Files.readString(file).replace("\r\n", "\n");
            return new DotEnv(file, text.startsWith("\uFEFF") ? text.substring(1) : text).parse();
        } catch (IOException e) {
            throw new InvalidConfigurationException(
                    Failure.inFile(
                            file.toAbsolutePath().toString(),
                            null,
                            "It cannot be read: " + e.getMessage() + ".",
                            "Write it in UTF-8, readable for this user, or take it away."),
                    null);
        }
    }

    private Map<String, String> parse() {
        while (skipToEntry()) {
            Matcher name = NAME.matcher(text).region(at, text.length());
            if (!name.lookingAt()) {
                throw malformed("This line is not NAME=value.", "Correct it, or begin it with #.");
            }
            at = name.end();
            variables.put(name.group(1), value());
        }
        return variables;
    }

    /** To the next character that is neither white space nor of a comment. */
    private boolean skipToEntry() {
        while (at < text.length()) {
            if (text.charAt(at) == '#') {
                at = endOfLine();
            } else if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else {
                return true;
            }
        }
        return false;
    }

    private String value() {
        char first = at < text.length() ? text.charAt(at) : '\n';
        if (first != '\'' && first != '"') {
            String line = text.substring(at, endOfLine());
            at = endOfLine();
            return line.startsWith("#") ? "" : line.split("\\s#", 2)[0].strip();
        }
        String value = quoted(first);
        String rest = text.substring(at, endOfLine()).strip();
        if (!rest.isEmpty() && !rest.startsWith("#")) {
            throw malformed("Something stands behind the closing quote.", "Put quotes around the whole value.");
        }
        at = endOfLine();
        return value;
    }

    private String quoted(char quote) {
        int begin = at;
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == quote) {
                at++;
                return value.toString();
            }
            if (c == '\\' && quote == '"' && at + 1 < text.length()) {
                value.append(escaped(text.charAt(++at)));
            } else if (c == '$' && quote == '\'') {
                value.append(literalDollar());
            } else {
                value.append(c);
            }
        }
        at = begin;
        throw malformed("A quote is opened and never closed.", "Close it.");
    }

    private String escaped(char c) {
        return switch (c) {
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            case '"', '\\' -> String.valueOf(c);
            case '$' -> literalDollar();
            default -> "\\" + c;
        };
    }

    /** One that Spring does not take for the beginning of a placeholder. */
    private String literalDollar() {
        return text.startsWith("${", at) ? "\\$" : "$";
    }

    private int endOfLine() {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end;
    }

    private InvalidConfigurationException malformed(String message, String action) {
        int line =
                1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
        return new InvalidConfigurationException(
                Failure.inFile(file.toAbsolutePath().toString(), line, message, action), null);
    }
}
