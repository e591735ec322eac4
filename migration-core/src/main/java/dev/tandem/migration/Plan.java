package dev.tandem.migration;

import java.util.ArrayList;
import java.util.List;

/**
 * What a run would do, in order.
 *
 * @param command what was asked for
 * @param databases the databases it touches, in the order in which they are begun
 * @param steps what is done in them, in order; empty for a drop, which empties each of its databases whole
 * @param foreign what is taken over from other tools, at most one history in each database
 */
public record Plan(Command command, List<String> databases, List<Step> steps, List<ForeignHistory> foreign) {

    public Plan {
        databases = List.copyOf(databases);
        steps = List.copyOf(steps);
        foreign = List.copyOf(foreign);
    }

    /** Whether there is nothing to do. */
    public boolean isEmpty() {
        return databases.isEmpty();
    }

    /** The steps in order, cut where the next one is of another database. A database may have two: back, then forward. */
    List<List<Step>> stretches() {
        return stretches(steps);
    }

    static List<List<Step>> stretches(List<Step> steps) {
        List<List<Step>> stretches = new ArrayList<>();
        for (Step step : steps) {
            List<Step> last = stretches.isEmpty() ? List.of() : stretches.get(stretches.size() - 1);
            if (last.isEmpty() || !last.get(0).database().equals(step.database())) {
                last = new ArrayList<>();
                stretches.add(last);
            }
            last.add(step);
        }
        return stretches;
    }

    /** The steps of one database. */
    public List<Step> steps(String database) {
        return steps.stream().filter(step -> step.database().equals(database)).toList();
    }
}
