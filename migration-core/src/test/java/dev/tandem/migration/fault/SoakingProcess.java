package dev.tandem.migration.fault;

import dev.tandem.migration.Command;
import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.Report;
import dev.tandem.migration.Step;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.SqlDatabase;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Migrates two databases up and down, with little memory, and writes down what it took of this process on the way. */
final class SoakingProcess {
    private final String postgres;
    private final String clickhouse;
    private final String folder;
    private final int migrations;
    private final int managers;
    private long files = -1;

    private SoakingProcess(String[] arguments) {
        postgres = arguments[0];
        clickhouse = arguments[1];
        folder = arguments[2];
        migrations = Integer.parseInt(arguments[3]);
        managers = Integer.parseInt(arguments[4]);
    }

    /** Takes both addresses, the folder of both folders, the number of migrations in each, and of starts with nothing due. */
    public static void main(String[] arguments) {
        SoakingProcess process = new SoakingProcess(arguments);
        process.run();
    }

    private void run() {
        MigrationManager manager = manager(new Sampling());
        require(manager.run(Command.up()).outcome() == Report.Outcome.DONE);
        standing(manager, migrations);
        figure("heap up", usedHeap());
        nothingDue();
        manager = manager(new Sampling());
        require(manager.run(Command.down(Command.ALL)).outcome() == Report.Outcome.DONE);
        standing(manager, 0);
        figure("heap down", usedHeap());
        int some = Math.max(1, migrations / 10);
        require(manager.run(new Command.Up(some, Command.Resume.REFUSE)).outcome() == Report.Outcome.DONE);
        standing(manager, some);
        figure("heap again", usedHeap());
        figure("connections", connections());
        figure("more files", files() - files);
    }

    /** As many applications start, one after the other. */
    private void nothingDue() {
        int threads = 0;
        long begin = System.nanoTime();
        for (int i = 0; i < managers; i++) {
            MigrationManager manager = manager(new MigrationListener() {});
            if (i % 20 == 0) {
                manager.status().forEach(status -> require(status.obstacle() == null));
            }
            require(manager.run(Command.up()).outcome() == Report.Outcome.NOTHING);
            if (i == managers / 10) {
                figure("heap of few managers", usedHeap());
                threads = threads();
                files = files();
            }
        }
        figure("ms per manager", (System.nanoTime() - begin) / 1_000_000 / managers);
        figure("heap of many managers", usedHeap());
        figure("more threads", Math.max(0, threads() - threads));
        figure("connections", connections());
        figure("more files", files() - files);
    }

    private void standing(MigrationManager manager, int applied) {
        for (DatabaseStatus status : manager.status()) {
            require(status.obstacle() == null);
            require(status.pending() == migrations - applied);
            require(Objects.equals(status.current(), applied == 0 ? null : (Long) (long) applied));
        }
    }

    private MigrationManager manager(MigrationListener listener) {
        return MigrationManager.builder()
                .database(SqlDatabase.builder("postgres")
                        .url(postgres)
                        .paths(List.of(folder + "/postgres"))
                        .build())
                .database(SqlDatabase.builder("clickhouse")
                        .url(clickhouse)
                        .paths(List.of(folder + "/clickhouse"))
                        .build())
                .listener(listener)
                .timeout(Duration.ofMinutes(30))
                .build();
    }

    /** Other connections to the database than the one that asks. */
    private long connections() {
        return Jdbc.number(
                postgres,
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }

    private static long files() {
        String[] names = new File(System.getProperty("java.io.tmpdir")).list();
        return names == null ? -1 : names.length;
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static long usedHeap() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024;
    }

    private static void figure(String name, long value) {
        System.out.println(name + "=" + value);
    }

    private static void require(boolean right) {
        if (!right) {
            throw new IllegalStateException("It is not as it should be.");
        }
    }

    /** Looks at this process ten times on the way through each database. */
    private final class Sampling implements MigrationListener {
        private final int interval = Math.max(1, migrations / 10);
        private int steps;
        private long since = System.nanoTime();

        @Override
        public void stepCompleted(Step step, Duration duration) {
            steps++;
            if (steps % interval == 0) {
                String name = step.database() + " " + step.direction();
                figure("micros of one, " + name, (System.nanoTime() - since) / 1_000 / interval);
                figure("heap on the way, " + name, usedHeap());
                figure("threads on the way", threads());
                since = System.nanoTime();
            }
        }
    }
}
