package dev.tandem.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;

/** Measures everything, or with {@code quick} the rows of 1,000 migrations; ends with 1 when a goal is missed. */
final class Benchmarks {
    private static final int ROUNDS = 5;
    private static final int QUICK_ROUNDS = 3;

    private Benchmarks() {}

    public static void main(String[] args) throws Exception {
        Path target = Path.of(args[0]).toAbsolutePath();
        boolean quick = args.length > 1 && args[1].equals("quick");
        Path work = target.resolve("work");
        Directories.delete(work);
        Files.createDirectories(work);
        Report report = new Report();
        String machine = Machine.description();
        double before = Machine.load();
        System.out.println(machine + "; load at the beginning " + before + "\n");
        try (Servers servers = Servers.start(work.resolve("servers"))) {
            new Rows(servers, new Contenders(target), work, report, quick ? QUICK_ROUNDS : ROUNDS).run(quick);
        }
        System.out.println(report.goals());
        if (!quick) {
            Page.write(target.resolve("../../docs/performance.md"), machine, before, report);
        }
        System.exit(report.missed() ? 1 : 0);
    }
}
