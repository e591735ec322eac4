package dev.tandem.migration.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.Command;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.MigrationStatus;
import dev.tandem.migration.Report;
import dev.tandem.migration.Step;
import dev.tandem.migration.sql.Jdbc;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A large changelog of everything that Liquibase knows, run by us and by Liquibase itself, on two databases. */
abstract class LargeChangelogContract {
    private static final String CHANGELOG = "changelogs/large/master.xml";
    private static final String CONTEXTS = "production";
    private static final String LABELS = "!later";
    private static final PlainLiquibase PLAIN =
            new PlainLiquibase(new ClassLoaderResourceAccessor(), CHANGELOG, CONTEXTS, LABELS, Map.of());

    private static final String KEYS = "ID, AUTHOR, FILENAME, MD5SUM";

    /** What stays pending: passed over by a precondition, or failed without being an error. */
    private static final List<String> STAYS = List.of("bob::continued", "cid::5", "eve::4", "eve::5");

    /** The same, and beside them what is to run always. */
    private static final List<String> TRIED_AGAIN = List.of("bob::continued", "cid::5", "cid::7", "eve::4", "eve::5");

    /** Ours, and the one of Liquibase itself. */
    abstract String url();

    abstract String plainUrl();

    /** Everything of the schema, one line each, in any order. */
    abstract List<String> catalog(String url);

    @BeforeEach
    void resetCode() {
        CountingTask.reset();
    }

    private MigrationManager manager(String url, MigrationListener... listeners) {
        MigrationManager.Builder builder = MigrationManager.builder()
                .database(LiquibaseDatabase.builder("shop")
                        .url(url)
                        .changelog("classpath:" + CHANGELOG)
                        .contexts(CONTEXTS)
                        .labels(LABELS)
                        .build())
                .lockWait(Duration.ofSeconds(5));
        Arrays.stream(listeners).forEach(builder::listener);
        return builder.build();
    }

    private Report up(String url, MigrationListener... listeners) {
        return manager(url, listeners).run(Command.up());
    }

    private List<String> schema(String url) {
        return catalog(url).stream()
                .filter(line -> !line.toLowerCase(java.util.Locale.ROOT).contains("databasechangelog"))
                .sorted()
                .toList();
    }

    private static String shortName(String identity) {
        return identity.substring(identity.indexOf("::") + 2);
    }

    private static List<String> names(Report report) {
        return report.steps().stream()
                .map(result -> shortName(result.step().name()))
                .toList();
    }

    private static List<String> rows(String url, String columns) {
        return Jdbc.strings(
                url, "SELECT CONCAT_WS('|', " + columns + ") FROM DATABASECHANGELOG ORDER BY ORDEREXECUTED");
    }

    /** All but when, in which deployment, and the number of the order. */
    private static List<String> rows(String url) {
        return rows(
                url, "ID, AUTHOR, FILENAME, EXECTYPE, MD5SUM, DESCRIPTION, COMMENTS, TAG, LIQUIBASE, CONTEXTS, LABELS");
    }

    private List<String> data(String url) {
        return Jdbc.strings(
                url,
                "SELECT CONCAT_WS('|', id, name) FROM shop_customers UNION ALL"
                        + " SELECT CONCAT_WS('|', code, title, price, sold) FROM shop_products UNION ALL"
                        + " SELECT CONCAT_WS('|', code, pieces, place) FROM shop_stock UNION ALL"
                        + " SELECT CONCAT_WS('|', 'eve', i) FROM of_eve UNION ALL"
                        + IntStream.rangeClosed(1, 8)
                                .mapToObj(part -> " SELECT CONCAT_WS('|', 'part', i) FROM part_" + part)
                                .collect(Collectors.joining(" UNION ALL"))
                        + " ORDER BY 1");
    }

    private Map<MigrationState, List<String>> states(String url) {
        return manager(url).status().get(0).migrations().stream()
                .collect(Collectors.groupingBy(
                        MigrationStatus::state,
                        Collectors.mapping(migration -> shortName(migration.name()), Collectors.toList())));
    }

    private void assertComplete(String url) {
        Map<MigrationState, List<String>> states = states(url);
        assertThat(states.get(MigrationState.PENDING)).containsExactlyElementsOf(STAYS);
        assertThat(states.keySet()).containsExactlyInAnyOrder(MigrationState.PENDING, MigrationState.APPLIED);
        assertThat(states.get(MigrationState.APPLIED))
                .hasSizeGreaterThan(55)
                .doesNotContain("bob::tests", "bob::later", "bob::oracle", "bob::ignored", "gil::1");
    }

    @Test
    void isRunAndLeavesWhatLiquibaseLeaves() {
        Report report = up(url());
        PLAIN.update(plainUrl());

        assertThat(names(report)).hasSizeGreaterThanOrEqualTo(60);
        assertComplete(url());
        assertThat(CountingTask.EXECUTED).hasValue(2);
        assertThat(schema(url())).isEqualTo(schema(plainUrl()));
        assertThat(data(url())).isEqualTo(data(plainUrl()));
        assertThat(rows(url())).isEqualTo(rows(plainUrl()));
    }

    @Test
    void afterwardsNothingIsDueForUsNorForLiquibase() {
        up(url());
        List<String> schema = schema(url());
        List<String> data = data(url());
        List<String> keys = rows(url(), KEYS);

        assertThat(names(up(url()))).containsExactlyElementsOf(TRIED_AGAIN);
        assertThat(rows(url(), KEYS)).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(PLAIN.due(url())).containsExactlyElementsOf(TRIED_AGAIN);
        PLAIN.update(url());

        assertThat(rows(url(), KEYS)).containsExactlyInAnyOrderElementsOf(rows(plainCopy(), KEYS));
        assertThat(schema(url())).isEqualTo(schema);
        assertThat(data(url())).isEqualTo(data);
    }

    /** Another database on which Liquibase was run twice. */
    private String plainCopy() {
        PLAIN.update(plainUrl());
        PLAIN.update(plainUrl());
        return plainUrl();
    }

    @Test
    void whereLiquibaseWasBeforeNothingIsDue() {
        PLAIN.update(url());
        List<String> keys = rows(url(), KEYS);
        List<String> schema = schema(url());

        assertComplete(url());
        assertThat(names(up(url()))).containsExactlyElementsOf(TRIED_AGAIN);
        assertThat(rows(url(), KEYS)).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(schema(url())).isEqualTo(schema);
    }

    @Test
    void isTakenBackStepByStepToWhatWasThereBeforeEach() {
        Schemas schemas = new Schemas();
        up(url(), schemas);
        List<String> complete = schema(url());
        List<String> rows = rows(url());
        int applied = states(url()).get(MigrationState.APPLIED).size();
        for (int steps : List.of(1, 2, 3, 5, 10, 20, applied)) {
            manager(url(), schemas).run(Command.down(steps));
        }

        assertThat(schemas.differences).isEmpty();
        assertThat(schemas.before).isEmpty();
        assertThat(states(url())).containsOnlyKeys(MigrationState.PENDING);
        assertThat(rows(url())).isEmpty();
        assertThat(schema(url())).isEqualTo(schemas.empty);
        assertThat(CountingTask.TAKEN_BACK).hasValue(1);

        up(url());
        assertThat(schema(url())).isEqualTo(complete);
        assertThat(rows(url())).isEqualTo(rows);
    }

    private static List<String> differences(List<String> some, List<String> others) {
        List<String> differences = new ArrayList<>();
        some.stream().filter(line -> !others.contains(line)).forEach(line -> differences.add("+ " + line));
        others.stream().filter(line -> !some.contains(line)).forEach(line -> differences.add("- " + line));
        return differences;
    }

    /** Compares what a step leaves when it is taken back with what was there before it was run. */
    private final class Schemas implements MigrationListener {
        private final Deque<List<String>> before = new ArrayDeque<>();
        private final List<String> empty = schema(url());
        private final List<String> differences = new ArrayList<>();
        private List<String> latest = empty;

        @Override
        public void stepCompleted(Step step, Duration duration) {
            if (STAYS.contains(shortName(step.name()))) {
                return;
            }
            if (step.isUp()) {
                before.push(latest);
                latest = schema(url());
                return;
            }
            List<String> then = before.pop();
            List<String> now = schema(url());
            if (!now.equals(then)) {
                differences.add(step.name() + " " + differences(now, then));
            }
        }
    }

    @Test
    void theDryRunIsTheSqlThatLiquibaseWrites() {
        StringBuilder ours = new StringBuilder();
        manager(url()).dryRun(Command.up(), ours);

        List<String> theirs = statements(PLAIN.updateSql(plainUrl()));
        assertThat(differences(statements(ours.toString()), theirs)).isEmpty();
        assertThat(statements(ours.toString())).isEqualTo(theirs);
        assertThat(schema(url())).isEqualTo(schema(plainUrl()));
    }

    /** Without what Liquibase does for itself, white space, ends of statements, and comments outside of them. */
    private static List<String> statements(String script) {
        return Arrays.stream(script.split("\n"))
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.equals(";") && !line.startsWith("--"))
                .filter(line -> !line.matches("(?i)(BEGIN|COMMIT);|SET SEARCH_PATH.*|.*DATABASECHANGELOG.*"))
                .map(line -> line.replaceAll("\\s+", " ").replaceAll("[;/]$", ""))
                .toList();
    }
}
