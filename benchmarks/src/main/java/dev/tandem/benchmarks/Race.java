package dev.tandem.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Contenders on one server, one after the other, round by round; each round begins with another one. What each has left in the
 * database is counted after every run, so that nobody is fast by doing less.
 */
final class Race {
    private final Server server;
    private final Launch launch;
    private final List<Contender> contenders;
    private final int size;

    Race(Server server, Launch launch, List<Contender> contenders, int size) {
        this.server = server;
        this.launch = launch;
        this.contenders = contenders;
        this.size = size;
    }

    /**
     * Everybody applies all migrations to an empty database.
     *
     * @return the databases of the last round, by contender
     */
    Map<String, String> apply(int rounds, Measured times) throws Exception {
        Map<String, String> databases = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Contender contender : inOrder(round)) {
                String url = server.create(databaseOf(contender));
                server.settle();
                Sample sample = launch.run(contender.commandOn(url));
                check(contender, url);
                times.add(contender.name(), sample.seconds());
                System.err.printf(Locale.ROOT, "%s, %s: %.2f s%n", times.work(), contender.name(), sample.seconds());
                databases.put(contender.name(), url);
            }
        }
        return databases;
    }

    /** Everybody finds that everything is applied. */
    void nothingDue(int rounds, Map<String, String> databases, Measured times, Measured memory) throws Exception {
        for (int round = 0; round < rounds; round++) {
            for (Contender contender : inOrder(round)) {
                String url = Objects.requireNonNull(databases.get(contender.name()), contender.name());
                Sample sample = launch.run(contender.commandOn(url));
                check(contender, url);
                times.add(contender.name(), sample.seconds());
                System.err.printf(Locale.ROOT, "%s, %s: %.2f s%n", times.work(), contender.name(), sample.seconds());
                memory.add(contender.name(), sample.peakMegabytes());
            }
        }
    }

    void drop() throws Exception {
        for (Contender contender : contenders) {
            server.drop(databaseOf(contender));
        }
    }

    private String databaseOf(Contender contender) {
        return "measured_" + size + "_" + contenders.indexOf(contender);
    }

    private List<Contender> inOrder(int round) {
        List<Contender> order = new ArrayList<>(contenders);
        Collections.rotate(order, -round);
        return order;
    }

    private void check(Contender contender, String url) throws Exception {
        String rows = server.dialect().rows();
        require(contender, url, contender.history());
        require(contender, url, "SELECT count(*) FROM " + rows);
        require(contender, url, "SELECT count(DISTINCT number) FROM " + rows);
        require(contender, url, server.countTables());
    }

    private void require(Contender contender, String url, String sql) throws Exception {
        long found = server.count(url, sql);
        if (found != size) {
            throw new IllegalStateException(
                    contender.name() + " left " + found + " instead of " + size + " in " + url + ": " + sql);
        }
    }
}
