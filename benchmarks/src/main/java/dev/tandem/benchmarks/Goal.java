package dev.tandem.benchmarks;

import java.util.Locale;
import java.util.function.DoublePredicate;

/**
 * What a value has to be.
 *
 * @param text what is promised
 * @param isKept whether the value is what was promised
 * @param value computes it from what was measured, a ratio mostly
 */
record Goal(String text, DoublePredicate isKept, Value value) {

    /** Computes a value. */
    interface Value {
        double of(Measured measured);
    }

    static Goal atMost(double times, String contender) {
        return atMost(Contender.TANDEM, times, contender);
    }

    static Goal atMost(String who, double times, String contender) {
        return new Goal(
                (who.equals(Contender.TANDEM) ? "" : who + " ") + "at most " + times + " × " + contender,
                ratio -> ratio <= times,
                measured -> measured.median(who) / measured.median(contender));
    }

    /** What each further migration costs is less than it costs another one. */
    static Goal slope(Measured fewer, String contender) {
        return new Goal(
                "a smaller slope than " + contender,
                ratio -> ratio <= 1,
                measured -> (measured.median(Contender.TANDEM) - fewer.median(Contender.TANDEM))
                        / (measured.median(contender) - fewer.median(contender)));
    }

    /** A rate is more than so much. */
    static Goal over(double rate, String unit, String who) {
        return new Goal(
                who + " over " + Math.round(rate) + " " + unit,
                value -> value > rate,
                measured -> measured.median(who));
    }

    /** Something is no more than so much. */
    static Goal upTo(double most, String unit, String who) {
        return new Goal(
                who + " at most " + Math.round(most) + " " + unit,
                value -> value <= most,
                measured -> measured.median(who));
    }

    Verdict judge(Measured measured) {
        double found = value.of(measured);
        return new Verdict(
                measured.work(),
                text,
                String.format(Locale.ROOT, "%.2f", found),
                isKept.test(found) ? "met" : "missed");
    }

    Verdict notRun(String work) {
        return new Verdict(work, text, "", Verdict.NOT_RUN);
    }
}
