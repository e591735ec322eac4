package dev.tandem.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What is measured, and what is promised of it. */
final class Rows {
    private static final int THOUSAND = 1_000;
    private static final int TEN_THOUSAND = 10_000;
    /** Each takes as long as all others on PostgreSQL together. */
    private static final int ROUNDS_ON_CLICKHOUSE = 3;

    private static final List<Goal> OF_CLICKHOUSE = List.of(Goal.atMost(1.25, Contender.LIMIT));
    private static final String APPLY = "apply 1,000, PostgreSQL";
    private static final String APPLY_CLICKHOUSE = "apply 1,000, ClickHouse";
    private static final String NOTHING_DUE = "nothing due, 1,000 applied";
    private static final String NOTHING_DUE_MANY = "nothing due, 10,000 applied";
    private static final String MEMORY = "peak memory, nothing due, 1,000 applied";
    private static final String SECONDS = "seconds";

    private final Servers servers;
    private final Contenders contenders;
    private final Path work;
    private final Launch launch;
    private final Report report;
    private final int rounds;
    private final ScriptRows scripts;
    private final SeedRows seeds;
    private final LexerRows lexers;
    private final BootRows boot;
    private final InstancesRows instances;

    Rows(Servers servers, Contenders contenders, Path work, Report report, int rounds) {
        this.servers = servers;
        this.contenders = contenders;
        this.work = work;
        this.launch = new Launch(work.resolve("output"));
        this.report = report;
        this.rounds = rounds;
        JavaCommand java = new JavaCommand(contenders.target());
        this.scripts = new ScriptRows(servers.postgres(), java, work, launch);
        this.seeds = new SeedRows(servers, java, work, launch);
        this.lexers = new LexerRows(java, work, launch);
        this.boot = new BootRows(servers, contenders.target(), work, launch);
        this.instances = new InstancesRows(servers.postgres(), java, work);
    }

    /** Everything. */
    void run() throws Exception {
        Measured thousand = thousand();
        clickhouseWithRivals();
        tenThousand(thousand);
        scripts.run(report, rounds);
        seeds.run(report, rounds);
        lexers.run(report);
        boot.run(report, rounds);
        instances.run(report, rounds);
    }

    /** What concerns 1,000 migrations. */
    void quick() throws Exception {
        Measured thousand = thousand();
        clickhouseQuick();
        report.notRun(NOTHING_DUE_MANY, ofTenThousand(thousand));
        scripts.notRun(report);
        seeds.notRun(report);
        lexers.notRun(report);
        boot.notRun(report);
        instances.notRun(report);
    }

    /** Some rows, by what they concern. */
    void only(String some) throws Exception {
        switch (some) {
            case "migrations" -> thousand();
            case "clickhouse" -> clickhouseWithRivals();
            case "scripts" -> scripts.run(report, rounds);
            case "seeds" -> seeds.run(report, rounds);
            case "lexers" -> lexers.run(report);
            case "boot" -> boot.run(report, rounds);
            case "instances" -> instances.run(report, rounds);
            default -> throw new IllegalArgumentException(some);
        }
    }

    private Measured thousand() throws Exception {
        Corpus corpus = corpus(THOUSAND);
        Race race = new Race(servers.postgres(), launch, contenders.postgres(corpus), THOUSAND);
        Measured apply = Measured.of(APPLY, SECONDS);
        Map<String, String> applied = race.apply(rounds, apply);
        report.measured(
                apply,
                List.of(
                        Goal.atMost(1.15, Contender.LIMIT),
                        Goal.atMost(0.35, Contender.FLYWAY),
                        Goal.atMost(0.5, Contender.LIQUIBASE),
                        Goal.atMost(0.5, Contenders.LIQUIBASE_BOOT),
                        Goal.atMost(Contenders.TANDEM_ALL, 1.0, Contender.TANDEM)));
        Measured nothingDue = Measured.of(NOTHING_DUE, SECONDS);
        Measured memory = Measured.of(MEMORY, "MB");
        new Race(servers.postgres(), launch, contenders.postgresJvms(corpus), THOUSAND)
                .nothingDue(rounds, applied, nothingDue, memory);
        race.drop();
        report.measured(
                nothingDue,
                List.of(
                        Goal.atMost(1.3, Contender.LIMIT),
                        Goal.atMost(0.6, Contender.FLYWAY),
                        Goal.atMost(0.3, Contender.LIQUIBASE),
                        Goal.atMost(0.3, Contenders.LIQUIBASE_BOOT)));
        report.measured(memory, List.of(Goal.atMost(0.8, Contender.FLYWAY)));
        return nothingDue;
    }

    private void tenThousand(Measured thousand) throws Exception {
        Race race = new Race(servers.postgres(), launch, contenders.postgresJvms(corpus(TEN_THOUSAND)), TEN_THOUSAND);
        Map<String, String> applied = race.apply(1, Measured.of("apply 10,000, PostgreSQL", SECONDS));
        Measured nothingDue = Measured.of(NOTHING_DUE_MANY, SECONDS);
        race.nothingDue(rounds, applied, nothingDue, Measured.of("peak memory, nothing due, 10,000 applied", "MB"));
        race.drop();
        report.measured(nothingDue, ofTenThousand(thousand));
    }

    private static List<Goal> ofTenThousand(Measured thousand) {
        return List.of(
                Goal.atMost(2, Contender.LIMIT),
                Goal.slope(thousand, Contender.FLYWAY),
                Goal.slope(thousand, Contender.LIQUIBASE),
                Goal.slope(thousand, Contenders.LIQUIBASE_BOOT));
    }

    private void clickhouseWithRivals() throws Exception {
        Corpus corpus = corpus(THOUSAND);
        Measured apply = Measured.of(APPLY_CLICKHOUSE, SECONDS);
        clickhouse("own", contenders.clickhouse(corpus), ROUNDS_ON_CLICKHOUSE, apply);
        clickhouse("rivals", contenders.clickhouseRivals(corpus), 1, apply);
        report.measured(apply, OF_CLICKHOUSE);
    }

    private void clickhouseQuick() throws Exception {
        Measured apply = Measured.of(APPLY_CLICKHOUSE, SECONDS);
        clickhouse("own", contenders.clickhouse(corpus(THOUSAND)), 1, apply);
        report.measured(apply, OF_CLICKHOUSE);
    }

    private void clickhouse(String name, List<Contender> all, int howOften, Measured apply) throws Exception {
        Course course = Course.migrations(servers.clickhouse(), THOUSAND).named(name);
        Race race = new Race(servers.clickhouse(), launch, all, course);
        race.apply(howOften, apply);
        race.drop();
    }

    private Corpus corpus(int size) {
        return new Corpus(work.resolve("migrations"), size);
    }
}
