package dev.tandem.benchmarks;

import java.nio.file.Path;
import java.util.List;

/**
 * Fifty instances of an application that are told at the same moment to apply what is due, on PostgreSQL.
 *
 * <p>Each is a process of its own. It has started, and has migrated a database once, before anything is measured: fifty starting
 * JVMs would occupy a machine of few cores for many seconds, in which no instance meets another. So a time is that from the word
 * to begin until the last one is done.
 *
 * <p>Connecting, reading the files and asking for the history takes each instance some time of a processor, which in production is
 * its own and here is shared by all. It is what they need when nothing is due, and is taken off: compared is what 20 due
 * migrations add for fifty instances, of which one applies them and the others wait, with what they add for one that is alone.
 */
final class InstancesRows {
    private static final int INSTANCES = 50;
    private static final int DUE = 20;
    private static final String ONE = "one instance";
    private static final String TIMES = "50 instances beginning together, 20 due";
    private static final String TIMES_LONG = "50 instances beginning together, 20 due of 50 ms each";
    private static final String ADDED = "what 20 due add for 50 instances";
    private static final String ADDED_LONG = "what 20 due of 50 ms each add for 50 instances";
    private static final String ONE_CONNECTION = "one connection per instance";
    private static final String SECONDS = "seconds";
    private static final List<Goal> GOALS = List.of(Goal.atMost(1.3, ONE));

    /** So that fifty have room, and none makes threads for cores that it has not for itself. */
    private static final List<String> SMALL = List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final Postgres server;
    private final JavaCommand java;
    private final Corpus corpus;
    private final Path log;

    InstancesRows(Postgres server, JavaCommand java, Path work) {
        this.server = server;
        this.java = java;
        this.corpus = new Corpus(work.resolve("migrations"), DUE);
        this.log = work.resolve("instances");
    }

    void run(Report report, int rounds) throws Exception {
        Path small = corpus.pairs(Dialect.POSTGRES);
        try (Instances instances =
                Instances.start(INSTANCES, java.ofContender("Instance", SMALL, "tandem", "postgresql"), log)) {
            for (int i = 0; i < INSTANCES; i++) {
                one(instances, i, small, "measured_first_" + i);
            }
            countConnections(instances, small);
            report.kept(TIMES, ONE_CONNECTION, "1");
            measure(report, rounds, instances, small, TIMES, ADDED);
            measure(report, rounds, instances, corpus.longPairs(), TIMES_LONG, ADDED_LONG);
        }
    }

    void notRun(Report report) {
        report.notRun(TIMES, ONE_CONNECTION);
        report.notRun(ADDED, GOALS);
        report.notRun(ADDED_LONG, GOALS);
    }

    private void measure(Report report, int rounds, Instances instances, Path folder, String what, String added)
            throws Exception {
        Measured times = Measured.of(what, SECONDS);
        Measured difference = Measured.of(added, SECONDS);
        for (int round = 0; round < rounds; round++) {
            String name = "measured_" + folder.getFileName().toString().replace('-', '_') + "_" + round;
            Due one = one(instances, round, folder, name + "_one");
            Due all = all(instances, folder, name + "_all");
            times.add(Contender.TANDEM, all.seconds());
            times.add("the same, nothing due", all.nothing());
            times.add(ONE, one.seconds());
            times.add("one instance, nothing due", one.nothing());
            difference.add(Contender.TANDEM, all.added());
            difference.add(ONE, one.added());
        }
        report.measured(times, List.of());
        report.measured(difference, GOALS);
    }

    /** How long it took with 20 due, and then, in the same database, with nothing due. */
    private record Due(double seconds, double nothing) {
        double added() {
            return seconds - nothing;
        }
    }

    private Due one(Instances instances, int index, Path folder, String name) throws Exception {
        String url = empty(name);
        Due due = new Due(instances.one(index, folder, url), instances.one(index, folder, url));
        check(url);
        server.drop(name);
        return due;
    }

    private Due all(Instances instances, Path folder, String name) throws Exception {
        String url = empty(name);
        Due due = new Due(instances.all(folder, url), instances.all(folder, url));
        check(url);
        server.drop(name);
        return due;
    }

    /** Not while it is measured, because asking takes time, too. */
    private void countConnections(Instances instances, Path folder) throws Exception {
        String name = "measured_connections";
        String url = empty(name);
        try (Connections connections = Connections.watch(server, name)) {
            instances.all(folder, url);
            connections.requireOneEach(INSTANCES);
        }
        check(url);
        server.drop(name);
    }

    private String empty(String name) throws Exception {
        String url = server.create(name);
        server.settle();
        return url;
    }

    private void check(String url) throws Exception {
        String rows = server.dialect().rows();
        require(url, Contenders.OURS);
        // Of a migration that was applied twice there would be two.
        require(url, "SELECT count(*) FROM schema_migrations WHERE state = 'applied'");
        require(url, "SELECT count(*) FROM " + rows);
        require(url, "SELECT count(DISTINCT number) FROM " + rows);
    }

    private void require(String url, String sql) throws Exception {
        long found = server.count(url, sql);
        if (found != DUE) {
            throw new IllegalStateException(found + " instead of " + DUE + " in " + url + ": " + sql);
        }
    }
}
