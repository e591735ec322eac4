package dev.tandem.migration.fault;

import java.util.Map;
import java.util.TreeMap;

/** Counts by name, from several threads. */
final class Tally {
    private final Map<String, Long> counts = new TreeMap<>();

    synchronized void add(String name, long more) {
        counts.merge(name, more, Long::sum);
    }

    synchronized void add(String name) {
        add(name, 1);
    }

    synchronized void max(String name, long value) {
        counts.merge(name, value, Math::max);
    }

    synchronized long of(String name) {
        return counts.getOrDefault(name, 0L);
    }

    @Override
    public synchronized String toString() {
        return counts.toString();
    }
}
