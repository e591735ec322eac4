package dev.tandem.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A million rows out of a seed file, with 128 MB of heap. What only parses the file is measured apart, and taken off: the others
 * have files that need no parsing.
 */
final class SeedRows {
    private static final String POSTGRES = "seed 1,000,000 rows, PostgreSQL";
    private static final String CLICKHOUSE = "seed 1,000,000 rows, ClickHouse";
    private static final String HEAP = "-Xmx128m";
    private static final String HEAP_GOAL = "ends well with 128 MB of heap";
    private static final String PARSING = "the YAML parser alone, twice";
    private static final String COPY = "\\copy of psql";
    private static final String COPY_OF_DRIVER = "COPY of the driver";
    private static final String ROW_BINARY = "an insert of RowBinary";
    private static final double MOST = 1.3;

    private final Servers servers;
    private final JavaCommand java;
    private final Path work;
    private final Launch launch;
    private final Optional<Psql> psql = Psql.find();

    SeedRows(Servers servers, JavaCommand java, Path work, Launch launch) {
        this.servers = servers;
        this.java = java;
        this.work = work.resolve("seeds");
        this.launch = launch;
    }

    void run(Report report, int rounds) throws Exception {
        SeedFiles files = SeedFiles.write(work);
        Measured postgres = Measured.of(POSTGRES, "seconds");
        Measured clickhouse = Measured.of(CLICKHOUSE, "seconds");
        for (int round = 0; round < rounds; round++) {
            double parsing =
                    launch.run(java("YamlParsing", files.yaml(), "yaml")).seconds();
            postgres.add(PARSING, parsing);
            clickhouse.add(PARSING, parsing);
        }
        race(servers.postgres(), onPostgres(files), rounds, postgres);
        race(servers.clickhouse(), onClickHouse(files), rounds, clickhouse);
        report.measured(postgres, List.of(postgres()));
        report.kept(POSTGRES, HEAP_GOAL, HEAP);
        report.measured(clickhouse, List.of(clickhouse()));
        report.kept(CLICKHOUSE, HEAP_GOAL, HEAP);
    }

    void notRun(Report report) {
        report.notRun(POSTGRES, List.of(postgres()));
        report.notRun(POSTGRES, HEAP_GOAL);
        report.notRun(CLICKHOUSE, List.of(clickhouse()));
        report.notRun(CLICKHOUSE, HEAP_GOAL);
    }

    private void race(Server server, List<Contender> contenders, int rounds, Measured times) throws Exception {
        Race race = new Race(server, launch, contenders, SeedFiles.course(server.dialect()));
        race.apply(rounds, times);
        race.drop();
    }

    private Goal postgres() {
        return goal(psql.isPresent() ? COPY : COPY_OF_DRIVER);
    }

    private static Goal clickhouse() {
        return goal(ROW_BINARY);
    }

    private static Goal goal(String contender) {
        return new Goal(
                "without parsing at most " + MOST + " × " + contender,
                ratio -> ratio <= MOST,
                measured ->
                        (measured.median(Contender.TANDEM) - measured.median(PARSING)) / measured.median(contender));
    }

    private List<Contender> onPostgres(SeedFiles files) {
        List<Contender> all = new ArrayList<>();
        all.add(java(Contender.TANDEM, "TandemSeed", files.yaml(), "tandem", "yaml", "postgresql"));
        all.add(java(COPY_OF_DRIVER, "PostgresCopy", files.csv(), "postgresql"));
        psql.ifPresent(found -> all.add(new Contender(
                COPY,
                files.csv(),
                "",
                (url, file) ->
                        found.command(url, "--command", "\\copy " + SeedFiles.TABLE + " from '" + file + "' csv"))));
        return all;
    }

    private List<Contender> onClickHouse(SeedFiles files) {
        Contender rowBinary = java(ROW_BINARY, "ClickHouseRowBinary", files.binary());
        return List.of(
                java(Contender.TANDEM, "TandemSeed", files.yaml(), "tandem", "yaml", "clickhouse"),
                new Contender(
                        ROW_BINARY,
                        files.binary(),
                        "",
                        (url, file) -> rowBinary.command().on(ClickHouse.http(url), file)));
    }

    private Contender java(String name, String main, Path file, String... libraries) {
        return new Contender(name, file, "", (url, path) -> Contenders.with(java(main, path, libraries), url));
    }

    private List<String> java(String main, Path file, String... libraries) {
        return Contenders.with(java.ofContender(main, List.of(HEAP), libraries), file.toString());
    }
}
