package dev.tandem.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Who is measured. Each has a class path of its own: its {@code main}, its library as Maven resolves it, the driver.
 *
 * @param target where this module is built
 */
record Contenders(Path target) {
    static final String TANDEM_ALL = "Tandem, transaction: all";
    static final String LIQUIBASE_BOOT = "Liquibase of Boot";
    static final String DBMATE = "dbmate";
    static final String CLICKHOUSE_MIGRATIONS = "clickhouse-migrations";

    static final String OURS = "SELECT count(DISTINCT version) FROM schema_migrations WHERE state = 'applied'";
    private static final String OF_A_LIMIT = "SELECT count(DISTINCT version) FROM history";
    static final String FLYWAYS =
            "SELECT count(DISTINCT version) FROM flyway_schema_history WHERE success AND type = 'SQL'";
    static final String LIQUIBASES = "SELECT count(DISTINCT id) FROM databasechangelog";

    /** Those that are fresh JVMs on PostgreSQL. */
    List<Contender> postgresJvms(Corpus corpus) throws IOException {
        Path pairs = corpus.pairs(Dialect.POSTGRES);
        return List.of(
                jvm(Contender.LIMIT, pairs, OF_A_LIMIT, "PostgresLimit", "postgresql"),
                jvm(Contender.TANDEM, pairs, OURS, "Tandem", "tandem", "postgresql"),
                jvm(Contender.FLYWAY, corpus.flyway(Dialect.POSTGRES), FLYWAYS, "Flyway", "flyway", "postgresql"),
                jvm(Contender.LIQUIBASE, corpus.liquibase(), LIQUIBASES, "Liquibase", "liquibase", "postgresql"),
                jvm(LIQUIBASE_BOOT, corpus.liquibase(), LIQUIBASES, "Liquibase", "liquibase-boot", "postgresql"));
    }

    /** Those, and whoever else can apply migrations there. */
    List<Contender> postgres(Corpus corpus) throws IOException {
        List<Contender> all = new ArrayList<>(postgresJvms(corpus));
        Contender tandem = all.get(1);
        all.add(
                2,
                new Contender(
                        TANDEM_ALL,
                        tandem.folder(),
                        tandem.history(),
                        (url, folder) -> with(tandem.command().on(url, folder), "all")));
        all.add(new Contender(
                DBMATE,
                corpus.dbmate(),
                "SELECT count(*) FROM schema_migrations",
                (url, folder) -> List.of(
                        target.resolve("lib/dbmate/dbmate").toString(),
                        "--url",
                        url.substring("jdbc:".length()) + "&sslmode=disable",
                        "--migrations-dir",
                        folder.toString(),
                        "--no-dump-schema",
                        "migrate")));
        return all;
    }

    /** The two on ClickHouse of whom a goal speaks. */
    List<Contender> clickhouse(Corpus corpus) throws IOException {
        Path pairs = corpus.pairs(Dialect.CLICKHOUSE);
        Contender limit = jvm(Contender.LIMIT, pairs, OF_A_LIMIT + " WHERE state = 'applied'", "ClickHouseLimit");
        return List.of(
                new Contender(
                        limit.name(),
                        pairs,
                        limit.history(),
                        (url, folder) -> limit.command().on(ClickHouse.http(url), folder)),
                jvm(Contender.TANDEM, pairs, OURS, "Tandem", "tandem", "clickhouse"));
    }

    /** Whoever else can apply migrations there; Liquibase's extension makes its tables in another database. */
    List<Contender> clickhouseRivals(Corpus corpus) throws IOException {
        Contender flyway = jvm(
                Contender.FLYWAY,
                corpus.flyway(Dialect.CLICKHOUSE),
                FLYWAYS,
                "Flyway",
                "flyway-clickhouse",
                "clickhouse");
        // It refuses a schema that has something in it, and what counts is in it: there is only one schema.
        return List.of(
                new Contender(
                        flyway.name(),
                        flyway.folder(),
                        flyway.history(),
                        (url, folder) -> with(flyway.command().on(url, folder), "baseline")),
                new Contender(
                        CLICKHOUSE_MIGRATIONS,
                        corpus.clickhouseMigrations(),
                        "SELECT count(DISTINCT version) FROM _migrations",
                        (url, folder) -> List.of(
                                target.resolve("lib/clickhouse-migrations/node_modules/.bin/clickhouse-migrations")
                                        .toString(),
                                "migrate",
                                "--host",
                                ClickHouse.server(url),
                                "--db",
                                ClickHouse.database(url),
                                "--user",
                                "default",
                                "--password",
                                "",
                                "--migrations-home",
                                folder.toString(),
                                "--skip-db-creation")));
    }

    private Contender jvm(String name, Path folder, String history, String main, String... libraries) {
        List<String> java = new JavaCommand(target).ofContender(main, List.of(), libraries);
        return new Contender(name, folder, history, (url, migrations) -> with(java, url, migrations.toString()));
    }

    /** A command line with arguments. */
    static List<String> with(List<String> command, String... arguments) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(arguments));
        return all;
    }
}
