package dev.tandem.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Migrations that are one large file, on PostgreSQL; Tandem has 64 MB of heap. */
final class ScriptRows {
    private static final int ROUNDS_OF_LARGE = 3;
    private static final String STATEMENTS = "one migration of 10,000 statements";
    private static final String LARGE = "one script of 100 MB";
    private static final String HEAP = "-Xmx64m";
    private static final String HEAP_GOAL = "ends well with 64 MB of heap";

    private final Postgres server;
    private final JavaCommand java;
    private final Path work;
    private final Launch launch;
    private final Optional<Psql> psql = Psql.find();

    ScriptRows(Postgres server, JavaCommand java, Path work, Launch launch) {
        this.server = server;
        this.java = java;
        this.work = work.resolve("scripts");
        this.launch = launch;
    }

    void run(Report report, int rounds) throws Exception {
        measure(STATEMENTS, Scripts.statements(work.resolve("statements")), rounds, report);
        measure(LARGE, Scripts.large(work.resolve("large")), Math.min(rounds, ROUNDS_OF_LARGE), report);
    }

    void notRun(Report report) {
        for (String row : List.of(STATEMENTS, LARGE)) {
            report.notRun(row, List.of(goal()));
            report.notRun(row, HEAP_GOAL);
        }
    }

    private void measure(String row, Scripts.Script script, int rounds, Report report) throws Exception {
        Measured times = Measured.of(row, "seconds");
        Race race = new Race(server, launch, contenders(script), script.course());
        race.apply(rounds, times);
        race.drop();
        report.measured(times, List.of(goal()));
        // A process that fails ends the benchmark.
        report.kept(row, HEAP_GOAL, HEAP);
    }

    private Goal goal() {
        return Goal.atMost(1.15, psql.isPresent() ? Psql.NAME : Contender.LIMIT);
    }

    private List<Contender> contenders(Scripts.Script script) throws IOException {
        List<Contender> all = new ArrayList<>();
        all.add(contender(Contender.LIMIT, script, "PostgresScriptLimit", List.of(), "postgresql"));
        all.add(contender(Contender.TANDEM, script, "Tandem", List.of(HEAP), "tandem", "postgresql"));
        psql.ifPresent(found -> all.add(new Contender(
                Psql.NAME,
                script.folder(),
                "",
                (url, folder) -> found.command(
                        url, "--single-transaction", "--file", script.file().toString()))));
        return all;
    }

    private Contender contender(
            String name, Scripts.Script script, String main, List<String> options, String... libraries) {
        List<String> command = java.ofContender(main, options, libraries);
        return new Contender(
                name, script.folder(), "", (url, folder) -> Contenders.with(command, url, folder.toString()));
    }
}
