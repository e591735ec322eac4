package dev.tandem.migration.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.Command;
import dev.tandem.migration.DirtyDatabaseException;
import dev.tandem.migration.Failure;
import dev.tandem.migration.Report;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.postgres.PostgresCatalog;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Project;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Databases and migrations whose statements can be counted, for one run that something happens to and those that follow until
 * everything is applied.
 */
final class CountedDatabases implements AutoCloseable {
    static final String POSTGRES = "postgres";
    static final String CLICKHOUSE = "clickhouse";

    private static final Pattern NAME = Pattern.compile("'(\\d\\.\\d{1,2})'");
    private static final String BODY = "\r\n\r\n";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<TestDatabase> databases;
    private final Path folder;
    private final Tally tally;
    private final List<String> dirty = new ArrayList<>();

    /**
     * On new databases.
     *
     * @param databases the first kind named by their addresses
     * @param folder for the migrations
     * @param tally what is counted is added to it
     */
    CountedDatabases(List<TestDatabase> databases, Path folder, Tally tally) {
        this.databases = databases;
        this.folder = folder;
        this.tally = tally;
        for (TestDatabase database : databases) {
            Project project = new Project(kind(database), database, folder.resolve(kind(database)));
            if (kind(database).equals(POSTGRES)) {
                PostgresScripts.write(project);
            } else {
                ClickHouseScripts.write(project);
            }
        }
    }

    private static String kind(TestDatabase database) {
        return database.jdbcUrl().startsWith("jdbc:postgresql:") ? POSTGRES : CLICKHOUSE;
    }

    /** What a run needs to know that meets nothing on its way. What it leaves of its lock on ClickHouse lapses soon. */
    MigrationSettings settings() {
        MigrationSettings settings = MigrationSettings.parse(CLICKHOUSE + ".lock=ladder", CLICKHOUSE + ".lease=PT2S");
        for (TestDatabase database : databases) {
            settings = settings.with(kind(database) + ".url", database.jdbcUrl())
                    .with(
                            kind(database) + ".path",
                            folder.resolve(kind(database)).toString());
        }
        return settings;
    }

    String url(String kind) {
        return find(kind).orElseThrow();
    }

    private Optional<String> find(String kind) {
        return databases.stream()
                .filter(database -> kind(database).equals(kind))
                .map(TestDatabase::jdbcUrl)
                .findFirst();
    }

    /**
     * Runs until everything is applied. Where a run says that a statement is dirty, that has to be the one that was under way;
     * then the database is asked whether it was executed, as a person would look, and told what to do.
     *
     * @param proxies through which the first run went, by database
     */
    void finish(Map<String, FaultProxy> proxies) {
        while (true) {
            tally.add("runs");
            try {
                Report report = settings().manager().run(Command.up());
                assertThat(report.outcome()).isNotEqualTo(Report.Outcome.FAILED);
                return;
            } catch (DirtyDatabaseException e) {
                // What was told to a server by the first run may still be on its way.
                await().atMost(PATIENCE).until(() -> proxies.values().stream().allMatch(FaultProxy::isQuiet));
                decide(e.failure(), proxies);
            }
        }
    }

    private void decide(Failure failure, Map<String, FaultProxy> proxies) {
        String database = String.valueOf(failure.database());
        String statement = failure.version() + "." + failure.statement();
        assertThat(dirty).as("dirty before").doesNotContain(database + statement);
        dirty.add(database + statement);
        assertInFlight(failure, proxies);
        boolean executed = database.equals(POSTGRES) ? isCommitted(statement) : isExecuted(statement);
        Command.Resume resume = executed ? Command.Resume.SKIP : Command.Resume.RETRY;
        tally.add(database + (executed ? " dirty and done" : " dirty and not done"));
        tally.add("runs");
        settings().manager().only(List.of(database)).run(new Command.Up(Command.ALL, resume));
    }

    /**
     * The history ends before it, or with its failure if that could be recorded, and it is the last that was sent of the script, or the
     * next one. On PostgreSQL nothing but a body that commits is ever dirty.
     */
    private void assertInFlight(Failure failure, Map<String, FaultProxy> proxies) {
        String database = String.valueOf(failure.database());
        String last = Jdbc.strings(
                        url(database),
                        "SELECT concat(version, '.', statement + 1, ' ', state) FROM schema_migrations"
                                + " ORDER BY fence DESC, seq DESC LIMIT 1")
                .get(0);
        String named = failure.version() + "." + failure.statement();
        assertThat(last)
                .as("the end of the history")
                .isIn(named + " started", named + " checkpoint", named + " failed");
        if (database.equals(POSTGRES)) {
            assertThat(named).as("dirty on PostgreSQL").isEqualTo(PostgresScripts.COMMITTING.name());
            return;
        }
        List<String> sent = Objects.requireNonNull(proxies.get(database)).requests().stream()
                // The heads name the history, too.
                .map(request -> request.substring(request.indexOf(BODY)))
                .filter(body -> !body.contains("schema_migrations"))
                .flatMap(body -> NAME.matcher(body).results().map(found -> found.group(1)))
                .filter(name -> clickhouse().contains(name))
                .toList();
        String before = sent.isEmpty() ? "" : sent.get(sent.size() - 1);
        int next = Math.min(clickhouse().indexOf(before) + 1, clickhouse().size() - 1);
        assertThat(named)
                .as("what was under way when %s had been sent", before)
                .isIn(before, clickhouse().get(next));
    }

    private static List<String> clickhouse() {
        return ClickHouseScripts.statements().stream()
                .map(CountedStatement::name)
                .toList();
    }

    /** Finishes by hand what was committed in part: takes it back. */
    private boolean isCommitted(String statement) {
        assertThat(statement).isEqualTo(PostgresScripts.COMMITTING.name());
        boolean all = Jdbc.number(url(POSTGRES), PostgresScripts.COMMITTING.count()) == PostgresScripts.COMMITTED;
        if (!all) {
            Jdbc.execute(url(POSTGRES), "DELETE FROM counted WHERE tag = '" + statement + "'");
        }
        return all;
    }

    private boolean isExecuted(String name) {
        await().atMost(PATIENCE)
                .until(() -> Jdbc.number(
                                url(CLICKHOUSE),
                                "SELECT count() FROM system.mutations WHERE database = currentDatabase() AND NOT is_done")
                        == 0);
        CountedStatement statement = ClickHouseScripts.statements().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
        return Jdbc.number(url(CLICKHOUSE), statement.count()) == 1;
    }

    /** Each statement was executed once, and the schema is that of an undisturbed run. */
    void assertExact(Schemas undisturbed) {
        find(POSTGRES).ifPresent(url -> {
            List<String> rows = Jdbc.strings(url, "SELECT tag FROM counted");
            for (String row : PostgresScripts.rows()) {
                count(POSTGRES, row, rows.stream().filter(row::equals).count());
            }
            assertThat(Jdbc.number(url, PostgresScripts.COMMITTING.count()))
                    .as("rows of the body that commits")
                    .isEqualTo(PostgresScripts.COMMITTED);
        });
        find(CLICKHOUSE).ifPresent(url -> {
            for (CountedStatement statement : ClickHouseScripts.statements()) {
                count(CLICKHOUSE, statement.name(), Jdbc.number(url, statement.count()));
            }
        });
        assertThat(schemas()).isEqualTo(undisturbed);
    }

    private void count(String database, String statement, long times) {
        tally.add("statements");
        tally.add("lost", times == 0 ? 1 : 0);
        tally.add("doubled", times > 1 ? 1 : 0);
        assertThat(times)
                .as("how often %s was executed on %s", statement, database)
                .isEqualTo(1);
    }

    /** What the databases look like, but for their names. */
    record Schemas(List<String> postgres, List<String> clickhouse) {}

    Schemas schemas() {
        return new Schemas(
                find(POSTGRES).map(PostgresCatalog::of).orElse(List.of()),
                find(CLICKHOUSE)
                        .map(url -> Jdbc.strings(
                                url,
                                "SELECT replaceAll(create_table_query, currentDatabase(), 'd') FROM system.tables"
                                        + " WHERE database = currentDatabase() AND name NOT LIKE 'schema\\_migrations%'"
                                        + " ORDER BY name"))
                        .orElse(List.of()));
    }

    @Override
    public void close() {
        databases.forEach(TestDatabase::close);
    }
}
