package dev.tandem.migration.clickhouse;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.script.Tokens;
import dev.tandem.migration.sql.DatabaseSettings;
import dev.tandem.migration.sql.TableLocation;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The engine of the history table. */
final class HistoryEngine {
    /** Engines that keep every row apart by our sorting key. The others of the family merge events away. */
    private static final Set<String> KEEPING = Set.of("MergeTree", "ReplacingMergeTree");

    private static final Pattern SORTED = Pattern.compile("\\bORDER\\s+BY\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern ARGUMENTS = Pattern.compile("^\\w+\\s*\\(\\s*[^\\s)]");

    private static final Set<String> OPENING = Set.of("(", "[", "{");
    private static final Set<String> CLOSING = Set.of(")", "]", "}");
    private static final Pattern OUTLINE = Pattern.compile("\\w+ (\\( \\) )?"
            + "((ORDER|PARTITION|SAMPLE) BY (\\w+ )?(\\( \\) )?|PRIMARY KEY (\\w+ )?(\\( \\) )?)*"
            + "(SETTINGS \\w+ = [\\w.'…]+ (, \\w+ = [\\w.'…]+ )*)?");

    /** What tells one event from another. */
    private static final List<String> KEY = List.of("version", "seq", "run_id");

    private HistoryEngine() {}

    /** Whether a table's engine, by its name alone, keeps every event. */
    static boolean keepsEveryEvent(String name) {
        return KEEPING.contains(plain(name));
    }

    /** Whether a table of a configured engine is the same one on several servers. */
    static boolean isOfSeveralServers(@Nullable String engine) {
        return engine != null && !plain(engine).equals(engine);
    }

    private static String plain(String name) {
        return name.replaceFirst("^(Replicated|Shared)", "");
    }

    /** It becomes a part of a statement, to which it could add another query, or a TTL that takes events away. */
    private static boolean isNothingElse(String engine) {
        try {
            StringBuilder outline = new StringBuilder();
            int depth = 0;
            for (String token : Tokens.significant(engine + " ", new ClickHouseLexer())) {
                depth -= CLOSING.contains(token) ? 1 : 0;
                if (depth < 0) {
                    return false;
                }
                if (depth == 0) {
                    outline.append(token).append(' ');
                }
                depth += OPENING.contains(token) ? 1 : 0;
            }
            return depth == 0
                    && Tokens.withoutComments(engine, new ClickHouseLexer()).equals(engine)
                    && !engine.contains(";")
                    && OUTLINE.matcher(outline).matches();
        } catch (InvalidMigrationException unclosed) {
            return false;
        }
    }

    private static String name(String engine) {
        return engine.replaceFirst("(?s)[^A-Za-z].*", "");
    }

    /** As it is configured. */
    private static String configured(DatabaseSettings settings) {
        if (settings.engine() != null) {
            return settings.engine().strip();
        }
        return settings.cluster() == null ? "MergeTree" : "ReplicatedMergeTree";
    }

    /**
     * The engine clause.
     *
     * @throws InvalidConfigurationException for an engine that would lose events
     */
    static String of(DatabaseSettings settings) {
        String engine = configured(settings);
        if (!keepsEveryEvent(name(engine))) {
            throw refused(
                    settings,
                    "The engine " + engine + " does not keep every event of the history.",
                    "Set tandem.databases." + settings.name()
                            + ".engine to MergeTree or ReplacingMergeTree, or their Replicated or Shared variants.");
        }
        if (!isNothingElse(engine)) {
            throw refused(
                    settings,
                    "The engine " + engine + " is more than an engine, its key and its settings.",
                    "Leave tandem.databases." + settings.name()
                            + ".engine at a name, perhaps with arguments, ORDER BY, PRIMARY KEY, PARTITION BY and"
                            + " SETTINGS.");
        }
        boolean sorted = SORTED.matcher(engine).find();
        if (sorted
                && plain(name(engine)).startsWith("Replacing")
                && !KEY.stream().allMatch(engine::contains)) {
            throw refused(
                    settings,
                    "The engine " + engine + " merges events away that its sorting key does not tell apart.",
                    "Sort by (version, seq, run_id), or leave ORDER BY out.");
        }
        if (settings.cluster() != null && name(engine).equals(plain(name(engine)))) {
            throw refused(
                    settings,
                    "The engine " + engine + " is not replicated, and each host of the cluster " + settings.cluster()
                            + " would have a history of its own.",
                    "Leave tandem.databases." + settings.name()
                            + ".engine out, or set it to a Replicated or Shared one.");
        }
        if (settings.cluster() != null && engine.contains("{shard}/")) {
            throw refused(
                    settings,
                    "The engine " + engine + " has {shard} in its path, and each shard of the cluster "
                            + settings.cluster() + " would have a history of its own.",
                    "Use a path that is the same for all shards, or leave the arguments out.");
        }
        return "ENGINE = " + engine + (sorted ? "" : " ORDER BY (version, seq, run_id)");
    }

    /**
     * The engine clause on a cluster: all hosts of all shards are replicas of one history, so its path is without the
     * shard's name, and the replica's name with it. A Replicated database allows no such arguments and brings its own.
     */
    static String onCluster(
            DatabaseSettings settings,
            ClickHouseDialect dialect,
            TableLocation location,
            boolean inReplicatedDatabase) {
        String clause = of(settings);
        String engine = configured(settings);
        if (inReplicatedDatabase
                || !engine.startsWith("Replicated")
                || ARGUMENTS.matcher(engine).find()) {
            return clause;
        }
        String path = "/clickhouse/tables/tandem/" + location.schema() + "/" + location.table();
        return clause.replaceFirst(
                "^ENGINE = \\w+(\\s*\\(\\s*\\))?",
                Matcher.quoteReplacement(
                        "ENGINE = " + name(engine) + "(" + dialect.literal(path) + ", '{shard}-{replica}')"));
    }

    private static InvalidConfigurationException refused(DatabaseSettings settings, String message, String action) {
        return new InvalidConfigurationException(Failure.of(settings.name(), message, action), null);
    }
}
