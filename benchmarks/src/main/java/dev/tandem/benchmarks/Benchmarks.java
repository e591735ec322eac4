package dev.tandem.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Measures everything, or with {@code quick} the rows of 1,000 migrations, or with {@code only} and a word some of them; ends
 * with 1 when a goal is missed.
 */
final class Benchmarks {
    private static final int ROUNDS = 5;
    private static final int QUICK_ROUNDS = 3;

    private Benchmarks() {}

    public static void main(String[] args) throws Exception {
        Path target = Path.of(args[0]).toAbsolutePath();
        String mode = args.length > 1 ? args[1] : "all";
        Path work = target.resolve("work");
        Directories.delete(work);
        Files.createDirectories(work);
        Report report = new Report();
        String machine = Machine.description();
        double before = Machine.load();
        System.out.println(machine + "; load at the beginning " + before + "\n");
        try (Servers servers = Servers.start(work.resolve("servers"))) {
            int rounds = mode.equals("quick") ? QUICK_ROUNDS : ROUNDS;
            Rows rows = new Rows(servers, new Contenders(target), work, report, rounds);
            switch (mode) {
                case "all" -> rows.run();
                case "quick" -> rows.quick();
                case "only" -> rows.only(args[2]);
                default -> throw new IllegalArgumentException(mode);
            }
        }
        System.out.println(report.goals());
        if (mode.equals("all")) {
            Page.write(target.resolve("../../docs/performance.md"), machine, before, report);
        }
        System.exit(report.missed() ? 1 : 0);
    }
}
