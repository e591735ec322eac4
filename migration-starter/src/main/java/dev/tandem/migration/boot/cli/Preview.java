package dev.tandem.migration.boot.cli;

import dev.tandem.migration.Command.Drop;
import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.Direction;
import dev.tandem.migration.MigrationStatus;
import dev.tandem.migration.Plan;
import dev.tandem.migration.Step;
import dev.tandem.migration.TableRows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What somebody is asked to confirm: each step, with the age of what it takes back. */
final class Preview {
    private static final int MOST_TABLES = 10;

    private final Plan plan;
    private final List<DatabaseStatus> databases;
    private final Map<String, List<TableRows>> rows;
    private final Instant now;

    /**
     * Of a plan.
     *
     * @param rows about what a drop takes with it, by database
     */
    Preview(Plan plan, List<DatabaseStatus> databases, Map<String, List<TableRows>> rows, Instant now) {
        this.plan = plan;
        this.databases = databases;
        this.rows = rows;
        this.now = now;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        Table table = new Table();
        if (plan.command() instanceof Drop) {
            lines.add("This empties, with everything in them and their histories:");
            plan.databases().forEach(database -> {
                table.add(database, contents(database));
                tables(database).forEach(line -> table.add("", line));
            });
        } else {
            boolean recordsOnly = plan.steps().stream().allMatch(Step::recordsOnly);
            lines.add(
                    recordsOnly
                            ? "This is going to be written into the history; no migration runs:"
                            : "This is going to happen, in this order:");
            plan.steps()
                    .forEach(step -> table.add(
                            step.database(),
                            Texts.version(step.id()) + " " + step.name(),
                            Texts.deed(step),
                            detail(step)));
        }
        lines.addAll(table.lines("  "));
        plan.foreign()
                .forEach(foreign -> lines.add("  " + foreign.database() + ": " + foreign.where() + " of "
                        + foreign.tool().label() + " is renamed to " + foreign.renamedTo() + "."));
        return lines;
    }

    private String contents(String database) {
        List<Instant> applied = migrations(database).stream()
                .map(MigrationStatus::appliedAt)
                .filter(Objects::nonNull)
                .toList();
        return applied.stream()
                .max(Comparator.naturalOrder())
                .map(latest -> Texts.count(applied.size(), "migration") + ", the latest " + age(latest))
                .orElse("no migrations");
    }

    private List<String> tables(String database) {
        List<TableRows> all = rows.getOrDefault(database, List.of());
        List<String> lines = new ArrayList<>();
        all.stream().limit(MOST_TABLES).forEach(one -> lines.add(one.table() + ", " + Texts.rows(one)));
        if (all.size() > MOST_TABLES) {
            lines.add("and " + Texts.count(all.size() - MOST_TABLES, "smaller table"));
        }
        return lines;
    }

    private String detail(Step step) {
        String resumed = step.completed() == 0
                ? ""
                : "from statement " + (step.completed() + 1) + ", as if statement " + step.completed() + " were done";
        if (step.direction() == Direction.UP) {
            return resumed;
        }
        String age = migrations(step.database()).stream()
                .filter(migration -> migration.id().equals(step.id()))
                .findFirst()
                .flatMap(migration -> Optional.ofNullable(migration.appliedAt()))
                .map(this::age)
                .orElse("");
        return age + (age.isEmpty() || resumed.isEmpty() ? "" : ", ") + resumed;
    }

    private String age(Instant appliedAt) {
        return "applied " + Texts.age(Duration.between(appliedAt, now));
    }

    private List<MigrationStatus> migrations(String database) {
        return databases.stream()
                .filter(status -> status.name().equals(database))
                .findFirst()
                .map(DatabaseStatus::migrations)
                .orElse(List.of());
    }
}
