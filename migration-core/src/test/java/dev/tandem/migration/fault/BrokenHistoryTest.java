package dev.tandem.migration.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.Command;
import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.Failure;
import dev.tandem.migration.Finding;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Row 6: histories that somebody has broken. Whatever a command is, it works rightly or says in words of ours what is wrong,
 * where, and what to do; and nothing that was recorded is lost.
 */
class BrokenHistoryTest {
    private static final Map<String, Consumer<MigrationManager>> READING = new LinkedHashMap<>();
    private static final Map<String, Command> WRITING = new LinkedHashMap<>();

    /** The deadline of each is 20 s; and the machine may be busy. */
    private static final long LONGEST_MILLIS = 40_000;

    private static final List<String> ALWAYS = List.of("up", "down");

    static {
        READING.put("status", manager -> manager.status().forEach(status -> check(status)));
        READING.put("info", manager -> manager.info().forEach(info -> check(info.status())));
        READING.put("validate", manager -> manager.validate(true).forEach(BrokenHistoryTest::check));
        READING.put("dry run", manager -> manager.dryRun(Command.up(), new StringBuilder()));
        READING.put("plan", manager -> manager.plan(Command.down(1)));
        WRITING.put("up", Command.up());
        WRITING.put("down", Command.down(1));
        WRITING.put("goto", new Command.GoTo(1L, Command.Resume.REFUSE));
        WRITING.put("force", new Command.Force(2L));
        WRITING.put("baseline", new Command.Baseline(2));
        WRITING.put("repair", new Command.Repair());
        WRITING.put("adopt", new Command.Adopt(null, null, null));
        WRITING.put("retry", new Command.Up(Command.ALL, Command.Resume.RETRY));
        WRITING.put("skip", new Command.Up(Command.ALL, Command.Resume.SKIP));
    }

    @TempDir
    Path directory;

    private int commands;
    private int refused;
    private int worked;
    private final List<String> wrong = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "clickhouse"})
    void aBrokenHistoryIsWorkedWithRightlyOrRefusedClearly(String kind) {
        FaultTable table = FaultTable.row("6-" + kind, "broken histories, " + kind);
        int ways = 0;
        try (SpoiltDatabase database = (kind.equals("postgres")
                        ? new SpoiltPostgres(directory)
                        : new SpoiltClickHouse(directory))
                .migrated()) {
            List<Spoiling> all = Spoiling.all();
            for (int i = 0; i < all.size(); i += FaultTable.times(1, 12)) {
                Spoiling spoiling = all.get(i);
                Function<SpoiltDatabase, List<String>> how =
                        kind.equals("postgres") ? spoiling.postgres() : spoiling.clickhouse();
                if (how != null) {
                    ways++;
                    spoil(database, spoiling, how);
                }
            }
        }
        wrong.forEach(System.out::println);
        assertThat(wrong).isEmpty();
        table.count("ways to break it", ways)
                .count("commands", commands)
                .count("refused clearly", refused)
                .count("worked", worked)
                .passed();
    }

    private void spoil(SpoiltDatabase database, Spoiling spoiling, Function<SpoiltDatabase, List<String>> how) {
        for (boolean due : FaultTable.isFull() ? List.of(true, false) : List.of(true)) {
            database.restore();
            SortedMap<String, List<String>> whole = database.everything();
            database.execute(how.apply(database));
            SortedMap<String, List<String>> before = database.everything();
            if (before.equals(whole) && !spoiling.name().contains("comment")) {
                wrong.add(spoiling + ": breaks nothing");
            }
            READING.forEach((name, command) -> {
                String said = said(
                        spoiling,
                        due,
                        name,
                        database.kind(),
                        () -> command.accept(database.project(due).manager()));
                if (!database.everything().equals(before)) {
                    wrong.add(spoiling + ", " + name + ": changed something; " + said);
                }
            });
            for (Map.Entry<String, Command> command : WRITING.entrySet()) {
                if (!(FaultTable.isFull() && due) && !ALWAYS.contains(command.getKey())) {
                    continue;
                }
                database.restore();
                database.execute(how.apply(database));
                String said = said(
                        spoiling,
                        due,
                        command.getKey(),
                        database.kind(),
                        () -> database.project(due).manager().run(command.getValue()));
                if (due
                        && command.getKey().equals("up")
                        && !spoiling.up().equals("?")
                        && !(spoiling.up().isEmpty() ? said.isEmpty() : said.contains(spoiling.up()))) {
                    wrong.add(spoiling + ", up says: " + said + "; not: " + spoiling.up());
                }
                refuseLoss(spoiling + ", " + command.getKey() + (due ? " due" : ""), before, database.everything());
            }
        }
    }

    private String said(Spoiling spoiling, boolean due, String command, String kind, Runnable run) {
        String what = spoiling + ", " + command + (due ? " due" : "");
        commands++;
        long start = System.nanoTime();
        try {
            run.run();
            worked++;
            return "";
        } catch (MigrationException e) {
            refused++;
            String problem = problem(e.failure(), kind);
            if (problem != null) {
                wrong.add(what + ": " + problem + ": " + e.failure());
            }
            return e.getMessage();
        } catch (RuntimeException | Error e) {
            wrong.add(what + ": threw " + e + " at "
                    + Arrays.stream(e.getStackTrace()).limit(3).toList());
            return e.toString();
        } finally {
            long millis = (System.nanoTime() - start) / 1_000_000;
            if (millis > LONGEST_MILLIS) {
                wrong.add(what + ": took " + millis + " ms");
            }
        }
    }

    private void refuseLoss(
            String what, SortedMap<String, List<String>> before, SortedMap<String, List<String>> after) {
        before.forEach((table, rows) -> {
            if (List.of("one", "two", "three").contains(table)) {
                return;
            }
            List<String> left = new ArrayList<>(after.getOrDefault(table, List.of()));
            after.forEach((other, more) -> {
                if (other.startsWith(table + "_before_tandem")) {
                    left.addAll(more);
                }
            });
            for (String row : rows) {
                if (!left.remove(row)) {
                    wrong.add(what + ": lost of " + table + ": " + row);
                    return;
                }
            }
            if (!table.equals(SpoiltDatabase.HISTORY) && !table.equals("moved") && !left.isEmpty()) {
                wrong.add(what + ": wrote to " + table);
            }
        });
    }

    private static @Nullable String problem(Failure failure, String kind) {
        String text = failure.describe();
        if (failure.message().isBlank()) {
            return "says nothing";
        }
        if (failure.action() == null || failure.action().isBlank()) {
            return "gives no advice";
        }
        if (!text.contains(kind) && !text.contains("dirty")) {
            return "does not say where";
        }
        return isRaw(text) ? "leaks" : null;
    }

    private static void check(DatabaseStatus status) {
        if (status.obstacle() != null) {
            throw status.obstacle().exception();
        }
    }

    private static void check(Finding finding) {
        if (finding.failure().message().isBlank() || isRaw(finding.failure().describe())) {
            throw new AssertionError(finding);
        }
    }

    /** Names of ours and of the driver's; one server's own words begin with DB::Exception. */
    private static boolean isRaw(String text) {
        return text.replace("DB::Exception", "").matches("(?s).*(NullPointer|ClassCast|java\\.|Exception).*");
    }
}
