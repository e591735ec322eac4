package dev.tandem.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A row of what is measured, when it was.
 *
 * @param work what was measured
 * @param unit of its values
 * @param series by contender, in the order in which they are shown
 */
record Measured(String work, String unit, Map<String, Series> series) {

    static Measured of(String work, String unit) {
        return new Measured(work, unit, new LinkedHashMap<>());
    }

    void add(String contender, double value) {
        series.computeIfAbsent(contender, name -> new Series()).add(value);
    }

    /** What the others have more than the median of one. */
    Measured less(String work, String contender) {
        Measured rest = of(work, unit);
        series.forEach((name, values) -> {
            if (!name.equals(contender)) {
                rest.series.put(name, values.less(median(contender)));
            }
        });
        return rest;
    }

    double median(String contender) {
        return Objects.requireNonNull(series.get(contender), contender).median();
    }
}
