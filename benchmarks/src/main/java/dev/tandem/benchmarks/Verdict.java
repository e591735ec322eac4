package dev.tandem.benchmarks;

/**
 * What became of a goal.
 *
 * @param ratio as it was measured; empty when it was not
 * @param word {@code met}, {@code missed} or {@code not run}
 */
record Verdict(String work, String goal, String ratio, String word) {
    static final String NOT_RUN = "not run";

    boolean missed() {
        return word.equals("missed");
    }
}
