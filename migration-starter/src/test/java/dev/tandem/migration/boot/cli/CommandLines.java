package dev.tandem.migration.boot.cli;

import dev.tandem.migration.boot.cli.Parsed.Answer;
import dev.tandem.migration.boot.cli.Parsed.Work;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The command lines in a text, without the word {@code migrate}; and whether they are any. */
public final class CommandLines {
    /** As the arguments of a container. */
    private static final Pattern LIST = Pattern.compile("\\[\"migrate\", ([^\\]]+)]");

    /** Behind the jar, an image, the service of Compose, a prompt or this checkout's script, up to where the shell ends it. */
    private static final Pattern SHELL = Pattern.compile(
            "(?:\\.jar migrate|tandem-sample migrate|run --rm migrate migrate|\\./migrate|^\\$ migrate) ([^\\n`|>#;)\\\\]+)",
            Pattern.MULTILINE);

    /** As a word in a text. */
    private static final Pattern CODE = Pattern.compile("`migrate ([^`]+)`");

    private CommandLines() {}

    /** Those in a text of any kind. */
    public static Stream<String> in(String text) {
        return Stream.of(
                        groups(LIST, text).map(list -> list.replaceAll("[\",]+", "")),
                        groups(SHELL, text).map(line -> line.replaceAll(" {2,}.*", "")),
                        groups(CODE, text))
                .flatMap(found -> found)
                // Those that are about all commands or options, and none themselves.
                .filter(line -> !line.matches("[<=].*") && !line.contains("…"))
                // What a shell, a template or a reader fills in.
                .map(line -> line.replaceAll("\"\\$version\"|VERSION|\\bN\\b|<[a-z ]+>", "5")
                        .replaceAll("\"\\$\\w+\"|\\{\\{[^}]*}}|\\bNAME\\b", "x")
                        .strip());
    }

    private static Stream<String> groups(Pattern pattern, String text) {
        return pattern.matcher(text).results().map((MatchResult result) -> result.group(1));
    }

    /** What the command line itself says against one; {@code null} when it understands it. */
    public static @Nullable String complaint(String line) {
        Parsed parsed = Parser.parse(ApplicationArguments.forTool(("migrate " + line).split(" +")), false);
        if (parsed instanceof Answer answer) {
            boolean isTheNameOfACommand = !line.contains(" ") && !answer.text().startsWith("There is no command");
            return answer.exitCode() == ExitCode.DONE || isTheNameOfACommand ? null : answer.text();
        }
        CommonOptions options = ((Work) parsed).command().options();
        return options.namesDatabases() || !options.yes() ? null : "With several databases, --yes needs --db.";
    }
}
