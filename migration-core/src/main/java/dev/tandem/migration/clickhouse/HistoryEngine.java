package dev.tandem.migration.clickhouse;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.sql.DatabaseSettings;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The engine of the history table. */
final class HistoryEngine {
    /** Engines that keep every row apart by our sorting key. The others of the family merge events away. */
    private static final Set<String> KEEPING = Set.of("MergeTree", "ReplacingMergeTree");

    private static final Pattern SORTED = Pattern.compile("\\bORDER\\s+BY\\b", Pattern.CASE_INSENSITIVE);

    /** What tells one event from another. */
    private static final List<String> KEY = List.of("version", "seq", "run_id");

    private HistoryEngine() {}

    /**
     * The engine clause.
     *
     * @throws InvalidConfigurationException for an engine that would lose events
     */
    static String of(DatabaseSettings settings) {
        String engine =
                settings.engine() == null ? "MergeTree" : settings.engine().strip();
        String name = engine.replaceFirst("(?s)[^A-Za-z].*", "");
        String plain = name.replaceFirst("^(Replicated|Shared)", "");
        if (!KEEPING.contains(plain)) {
            throw new InvalidConfigurationException(
                    Failure.of(
                            settings.name(),
                            "The engine " + engine + " does not keep every event of the history.",
                            "Set tandem.databases." + settings.name()
                                    + ".engine to MergeTree or ReplacingMergeTree, or their Replicated or Shared"
                                    + " variants."),
                    null);
        }
        boolean sorted = SORTED.matcher(engine).find();
        if (sorted && plain.startsWith("Replacing") && !KEY.stream().allMatch(engine::contains)) {
            throw new InvalidConfigurationException(
                    Failure.of(
                            settings.name(),
                            "The engine " + engine + " merges events away that its sorting key does not tell apart.",
                            "Sort by (version, seq, run_id), or leave ORDER BY out."),
                    null);
        }
        return "ENGINE = " + engine + (sorted ? "" : " ORDER BY (version, seq, run_id)");
    }
}
