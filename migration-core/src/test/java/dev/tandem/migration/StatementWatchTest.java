package dev.tandem.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatementWatchTest {
    private static final Step STEP = new Step("a", Direction.UP, MigrationId.of(1), "one", 0);
    private static final Plan PLAN = new Plan(Command.up(), List.of("a"), List.of(STEP), List.of());

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final SafeListeners listeners = new SafeListeners(List.of(new MigrationListener() {
        @Override
        public void statementRunning(Step step, int statement, Duration time, @Nullable String details) {
            heard.add(step.name() + " " + statement + " " + details);
        }
    }));

    @Test
    void whatTakesLongIsToldAgainAndAgainUntilItIsOver() {
        try (StatementWatch watch = new StatementWatch(List.of(new Slow(null)), listeners, Duration.ofMillis(40))) {
            start(watch, 2);
            await().until(() -> heard.size() >= 2);
            assertThat(heard).containsOnly("one 2 null");

            watch.stepCompleted(STEP, Duration.ZERO);
            int before = heard.size();
            await().during(Duration.ofMillis(200)).until(() -> heard.size() <= before + 1);
        }
    }

    @Test
    void theServerKnowsBetterWhichStatementItIs() {
        StatementProgress progress = new StatementProgress(1, "1 of 9 blocks");
        try (StatementWatch watch = new StatementWatch(List.of(new Slow(progress)), listeners, Duration.ofMillis(40))) {
            start(watch, 2);
            await().until(() -> !heard.isEmpty());
            assertThat(heard).containsOnly("one 1 1 of 9 blocks");
        }
    }

    @Test
    void aServerThatCannotBeAskedIsNoReasonToSayNothing() {
        MigrationDatabase silent = MemoryDatabase.relational("a");
        try (StatementWatch watch = new StatementWatch(List.of(silent), listeners, Duration.ofMillis(40))) {
            start(watch, 1);
            await().until(() -> !heard.isEmpty());
            assertThat(heard).containsOnly("one 1 null");
        }
    }

    private static void start(StatementWatch watch, int statements) {
        watch.runStarted("run", PLAN);
        watch.stepStarted(STEP, TextScript.of("1_one", "SELECT 1; SELECT 2"));
        for (int i = 1; i <= statements; i++) {
            watch.statementStarted(STEP, new SqlStatement(i, i, "SELECT " + i, "v1:" + i));
        }
    }

    /** Its server says the same each time it is asked. */
    private record Slow(@Nullable StatementProgress says) implements MigrationDatabase, ServerProgress {
        @Override
        public String name() {
            return "a";
        }

        @Override
        public DatabaseKind kind() {
            return new DatabaseKind("relational", true);
        }

        @Override
        public String lockKind() {
            return "none";
        }

        @Override
        public List<Migration> migrations() {
            return List.of();
        }

        @Override
        public MigrationSession connect(String runId, Deadline deadline) {
            throw new IllegalStateException();
        }

        @Override
        public @Nullable StatementProgress progress(String runId, List<SqlStatement> sent) {
            assertThat(runId).isEqualTo("run");
            assertThat(sent).isNotEmpty();
            return says;
        }
    }
}
