package dev.tandem.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured and what became of the goals, as Markdown. */
final class Report {
    private final List<Measured> rows = new ArrayList<>();
    private final List<Verdict> verdicts = new ArrayList<>();

    void measured(Measured row, List<Goal> goals) {
        rows.add(row);
        for (Goal goal : goals) {
            verdicts.add(goal.judge(row));
        }
        System.out.println(table(row));
    }

    void notRun(String work, List<Goal> goals) {
        for (Goal goal : goals) {
            verdicts.add(goal.notRun(work));
        }
    }

    /** A goal that is kept by whoever gets so far. */
    void kept(String work, String goal, String how) {
        verdicts.add(new Verdict(work, goal, how, "met"));
    }

    void notRun(String work, String goal) {
        verdicts.add(new Verdict(work, goal, "", Verdict.NOT_RUN));
    }

    boolean missed() {
        return verdicts.stream().anyMatch(Verdict::missed);
    }

    String goals() {
        StringBuilder text = new StringBuilder("| work | goal | ratio | |\n| --- | --- | --- | --- |\n");
        for (Verdict verdict : verdicts) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s |%n",
                    verdict.work(),
                    verdict.goal(),
                    verdict.ratio(),
                    verdict.word()));
        }
        return text.toString();
    }

    String tables() {
        StringBuilder text = new StringBuilder();
        rows.forEach(row -> text.append(table(row)).append('\n'));
        return text.toString();
    }

    private static String table(Measured row) {
        boolean compared = row.series().containsKey(Contender.TANDEM);
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "| %s | median, %s | least to most | %s |%n| --- | --- | --- | --- |%n",
                row.work(),
                row.unit(),
                compared ? "Tandem is" : ""));
        row.series()
                .forEach((name, series) -> text.append(String.format(
                        Locale.ROOT,
                        "| %s | %.2f | %.2f to %.2f | %s |%n",
                        name,
                        series.median(),
                        series.least(),
                        series.most(),
                        compared && !name.equals(Contender.TANDEM)
                                ? String.format(
                                        Locale.ROOT, "%.2f × this", row.median(Contender.TANDEM) / series.median())
                                : "")));
        return text.toString();
    }
}
