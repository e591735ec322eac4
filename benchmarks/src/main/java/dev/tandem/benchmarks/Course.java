package dev.tandem.benchmarks;

import java.util.List;
import java.util.Map;

/**
 * What everybody in a race has to do.
 *
 * @param name part of the names of its databases
 * @param preparation what is executed in an empty database before anybody is measured in it
 * @param result what has to be in it afterwards
 */
record Course(String name, List<String> preparation, Result result) {

    /** Says what a contender has to have left: queries for a number, and the numbers. */
    interface Result {
        Map<String, Long> of(Contender contender);
    }

    /** All migrations of a corpus are applied, and recorded. */
    static Course migrations(Server server, int size) {
        long all = size;
        String rows = server.dialect().rows();
        return new Course(
                Integer.toString(size),
                List.of(),
                contender -> Map.of(
                        contender.history(),
                        all,
                        "SELECT count(*) FROM " + rows,
                        all,
                        "SELECT count(DISTINCT number) FROM " + rows,
                        all,
                        server.countTables(),
                        all));
    }

    /** The same, in databases of other names. */
    Course named(String other) {
        return new Course(other, preparation, result);
    }
}
