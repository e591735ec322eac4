package dev.tandem.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** What is measured of Spring Boot applications: the command line of one, and what the start of one is longer by. */
final class BootRows {
    private static final int SIZE = 1_000;
    private static final String FAT = "migrate up of the sample's jar, nothing due, fat jar";
    private static final String EXTRACTED = "the same, extracted with class-data sharing";
    private static final String START = "start of a web application, 1,000 applied, nothing due";
    private static final String ADDED = "what migrating adds to it";
    private static final String SECONDS = "seconds";

    private static final String BARE_MAIN = "a bare Boot main";
    /** The sample has two databases, and the bare application none that it asks. */
    private static final String ONE_DATABASE = "Tandem, --db postgres";

    private static final List<Goal> OF_FAT =
            List.of(Goal.atMost(0.9, BARE_MAIN), Goal.atMost(ONE_DATABASE, 0.9, BARE_MAIN));
    private static final List<Goal> OF_EXTRACTED =
            List.of(Goal.atMost(0.6, BARE_MAIN), Goal.atMost(ONE_DATABASE, 0.6, BARE_MAIN));
    private static final List<Goal> OF_ADDED = List.of(
            Goal.atMost(0.3, BootContenders.FLYWAY),
            Goal.atMost(0.2, Contenders.LIQUIBASE_BOOT),
            Goal.atMost(BootContenders.TANDEM_TWO, 0.5, BootContenders.FLYWAY));

    /** Nothing listens there. */
    private static final String NOWHERE = "//127.0.0.1:1/x";

    private final Servers servers;
    private final Path target;
    private final Path work;
    private final Launch launch;

    BootRows(Servers servers, Path target, Path work, Launch launch) {
        this.servers = servers;
        this.target = target;
        this.work = work;
        this.launch = launch;
    }

    void run(Report report, int rounds) throws Exception {
        commandLine(report, rounds);
        webApplication(report, rounds);
    }

    void notRun(Report report) {
        report.notRun(FAT, OF_FAT);
        report.notRun(EXTRACTED, OF_EXTRACTED);
        report.notRun(ADDED, OF_ADDED);
    }

    private void commandLine(Report report, int rounds) throws Exception {
        Path sample = target.resolve("../../sample-app/target/sample-app.jar").normalize();
        Path bare =
                target.resolve("../contenders/bare-boot/target/bare-boot.jar").normalize();
        String postgres = servers.postgres().create("measured_sample");
        String clickhouse = servers.clickhouse().create("measured_sample");
        List<String> up = List.of("migrate", "up", "--spring.datasource.url=" + postgres, clickhouseAt(clickhouse));
        List<String> ask = List.of("--spring.datasource.url=" + postgres);
        launch.run(Shipped.fat(sample).with(up));

        List<String> train = List.of(
                "migrate",
                "status",
                "--tandem.databases.postgres.url=jdbc:postgresql:" + NOWHERE,
                clickhouseAt("jdbc:clickhouse:" + NOWHERE));
        Path extracted = work.resolve("extracted");
        report.measured(
                take(rounds, FAT, Shipped.fat(sample), Shipped.fat(bare), up, ask, postgres, clickhouse), OF_FAT);
        report.measured(
                take(
                        rounds,
                        EXTRACTED,
                        Shipped.extracted(sample, extracted.resolve("sample"), train),
                        Shipped.extracted(bare, extracted.resolve("bare"), ask),
                        up,
                        ask,
                        postgres,
                        clickhouse),
                OF_EXTRACTED);
        servers.postgres().drop("measured_sample");
        servers.clickhouse().drop("measured_sample");
    }

    private Measured take(
            int rounds,
            String what,
            Shipped sample,
            Shipped bare,
            List<String> up,
            List<String> ask,
            String postgres,
            String clickhouse)
            throws Exception {
        List<String> one = new ArrayList<>(up);
        one.addAll(List.of("--db", "postgres"));
        Map<String, List<String>> commands = new LinkedHashMap<>();
        commands.put(Contender.TANDEM, sample.with(up));
        commands.put(ONE_DATABASE, sample.with(one));
        commands.put(BARE_MAIN, bare.with(ask));
        Measured times = Measured.of(what, SECONDS);
        for (int round = 0; round < rounds; round++) {
            for (String name : Race.inOrder(List.copyOf(commands.keySet()), round)) {
                Sample process = launch.run(Objects.requireNonNull(commands.get(name)));
                times.add(name, process.seconds());
            }
            require(servers.postgres(), postgres, files("postgres"));
            require(servers.clickhouse(), clickhouse, files("clickhouse"));
        }
        return times;
    }

    private void webApplication(Report report, int rounds) throws Exception {
        Corpus corpus = new Corpus(work.resolve("migrations"), SIZE);
        Course course = Course.migrations(servers.postgres(), SIZE).named("web");
        String clickhouse = servers.clickhouse().create("measured_web");
        BootContenders contenders = new BootContenders(target, work);
        List<Contender> migrating = contenders.migrating(corpus, clickhouse);
        Race race = new Race(servers.postgres(), launch, migrating, course);
        // That they can migrate at all they show by having applied everything themselves.
        Map<String, String> databases =
                race.apply(1, Measured.of("apply 1,000 while a web application starts", SECONDS));

        Contender tandem = migrating.get(0);
        databases.put(BootContenders.BARE, Objects.requireNonNull(databases.get(tandem.name())));
        List<Contender> all = new ArrayList<>(migrating);
        all.add(0, contenders.bare(tandem));
        Measured start = Measured.of(START, SECONDS);
        new Race(servers.postgres(), launch, all, course)
                .nothingDue(2 * rounds, databases, start, Measured.of("peak memory", "MB"));
        require(servers.clickhouse(), clickhouse, SIZE);
        race.drop();
        servers.clickhouse().drop("measured_web");
        report.measured(start, List.of());
        report.measured(start.less(ADDED, BootContenders.BARE), OF_ADDED);
    }

    private static String clickhouseAt(String url) {
        return "--tandem.databases.clickhouse.url=" + url;
    }

    private long files(String database) throws IOException {
        try (Stream<Path> files = Files.list(target.resolve("../../migrations").resolve(database))) {
            return files.filter(file -> file.toString().endsWith(".up.sql")).count();
        }
    }

    private static void require(Server server, String url, long applied) throws Exception {
        long found = server.count(url, Contenders.OURS);
        if (found != applied) {
            throw new IllegalStateException(found + " instead of " + applied + " are applied in " + url);
        }
    }
}
