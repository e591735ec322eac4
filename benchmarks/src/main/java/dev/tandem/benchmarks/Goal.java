package dev.tandem.benchmarks;

import java.util.Locale;

/**
 * What a value has to be.
 *
 * @param text what is promised
 * @param limit the most that the ratio may be
 * @param ratio computes it from what was measured
 */
record Goal(String text, double limit, Ratio ratio) {

    /** Computes a ratio. */
    interface Ratio {
        double of(Measured measured);
    }

    static Goal atMost(double times, String contender) {
        return atMost(Contender.TANDEM, times, contender);
    }

    static Goal atMost(String who, double times, String contender) {
        return new Goal(
                (who.equals(Contender.TANDEM) ? "" : who + " ") + "at most " + times + " × " + contender,
                times,
                measured -> measured.median(who) / measured.median(contender));
    }

    /** What each further migration costs is less than it costs another one. */
    static Goal slope(Measured fewer, String contender) {
        return new Goal(
                "a smaller slope than " + contender,
                1,
                measured -> (measured.median(Contender.TANDEM) - fewer.median(Contender.TANDEM))
                        / (measured.median(contender) - fewer.median(contender)));
    }

    Verdict judge(Measured measured) {
        double value = ratio.of(measured);
        return new Verdict(
                measured.work(), text, String.format(Locale.ROOT, "%.2f", value), value <= limit ? "met" : "missed");
    }

    Verdict notRun(String work) {
        return new Verdict(work, text, "", Verdict.NOT_RUN);
    }
}
