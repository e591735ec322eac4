package dev.tandem.benchmarks;

import java.io.File;
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

    private static final String OURS = "SELECT count(DISTINCT version) FROM schema_migrations WHERE state = 'applied'";
    private static final String OF_A_LIMIT = "SELECT count(DISTINCT version) FROM history";
    private static final String LIQUIBASES = "SELECT count(DISTINCT id) FROM databasechangelog";

    /** Those that are fresh JVMs on PostgreSQL. */
    List<Contender> postgresJvms(Corpus corpus) throws IOException {
        Path pairs = corpus.pairs(Dialect.POSTGRES);
        return List.of(
                jvm(Contender.LIMIT, pairs, OF_A_LIMIT, "PostgresLimit", "postgresql"),
                jvm(Contender.TANDEM, pairs, OURS, "Tandem", "tandem", "postgresql"),
                jvm(
                        Contender.FLYWAY,
                        corpus.flyway(),
                        "SELECT count(DISTINCT version) FROM flyway_schema_history WHERE success",
                        "Flyway",
                        "flyway",
                        "postgresql"),
                jvm(Contender.LIQUIBASE, corpus.liquibase(), LIQUIBASES, "Liquibase", "liquibase", "postgresql"),
                jvm(LIQUIBASE_BOOT, corpus.liquibase(), LIQUIBASES, "Liquibase", "liquibase-boot", "postgresql"));
    }

    /** Those, and whoever else can apply migrations there. */
    List<Contender> postgres(Corpus corpus) throws IOException {
        List<Contender> all = new ArrayList<>(postgresJvms(corpus));
        Contender tandem = all.get(1);
        all.add(2, new Contender(TANDEM_ALL, tandem.folder(), tandem.history(), (url, folder) -> {
            List<String> command = new ArrayList<>(tandem.command().on(url, folder));
            command.add("all");
            return command;
        }));
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

    /** Those on ClickHouse. */
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

    private Contender jvm(String name, Path folder, String history, String main, String... libraries) {
        List<String> classPath = new ArrayList<>();
        classPath.add(target.resolve("benchmarks.jar").toString());
        for (String library : libraries) {
            classPath.add(target.resolve("lib").resolve(library) + "/*");
        }
        List<String> java = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Writing a line for each migration is not what is measured.
                "-Djava.util.logging.config.file=" + target.resolve("classes/quiet.properties"),
                "-cp",
                String.join(File.pathSeparator, classPath),
                "dev.tandem.benchmarks.contenders." + main);
        return new Contender(name, folder, history, (url, migrations) -> {
            List<String> command = new ArrayList<>(java);
            command.add(url);
            command.add(migrations.toString());
            return command;
        });
    }
}
