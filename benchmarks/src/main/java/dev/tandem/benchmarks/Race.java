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
    private final Course course;
    /** The latest databases by contender. */
    private final Map<String, String> names = new LinkedHashMap<>();

    /** To apply so many migrations. */
    Race(Server server, Launch launch, List<Contender> contenders, int size) {
        this(server, launch, contenders, Course.migrations(server, size));
    }

    Race(Server server, Launch launch, List<Contender> contenders, Course course) {
        this.server = server;
        this.launch = launch;
        this.contenders = contenders;
        this.course = course;
    }

    /**
     * Everybody does it, in an empty database.
     *
     * @return the databases of the last round, by contender
     */
    Map<String, String> apply(int rounds, Measured times) throws Exception {
        Map<String, String> databases = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Contender contender : inOrder(contenders, round)) {
                String url = create(contender, round);
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
            for (Contender contender : inOrder(contenders, round)) {
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
        for (String name : names.values()) {
            server.drop(name);
        }
    }

    private String create(Contender contender, int round) throws Exception {
        String name = "measured_" + course.name() + "_" + contenders.indexOf(contender) + "_" + round;
        String before = names.put(contender.name(), name);
        if (before != null) {
            server.drop(before);
        }
        String url = server.create(name);
        for (String sql : course.preparation()) {
            server.execute(url, sql);
        }
        server.settle();
        return url;
    }

    /** Each round begins with another one. */
    static <T> List<T> inOrder(List<T> all, int round) {
        List<T> order = new ArrayList<>(all);
        Collections.rotate(order, -round);
        return order;
    }

    private void check(Contender contender, String url) throws Exception {
        for (Map.Entry<String, Long> required : course.result().of(contender).entrySet()) {
            long found = server.count(url, required.getKey());
            if (found != required.getValue()) {
                throw new IllegalStateException(contender.name() + " left " + found + " instead of "
                        + required.getValue() + " in " + url + ": " + required.getKey());
            }
        }
    }
}
