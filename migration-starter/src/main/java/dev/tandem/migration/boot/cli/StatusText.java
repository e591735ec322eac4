package dev.tandem.migration.boot.cli;

import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.MigrationStatus;
import dev.tandem.migration.Obstacle;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code status} shows to people. */
final class StatusText {
    private final Output output;
    private final Style style;

    StatusText(Output output) {
        this.output = output;
        this.style = output.style();
    }

    void print(List<DatabaseStatus> databases) {
        boolean first = true;
        for (DatabaseStatus database : databases) {
            if (!first) {
                output.text("");
            }
            first = false;
            if (database.error() == null) {
                print(database);
            } else {
                output.text(style.bad(database.name() + " (" + database.kind() + ") " + unread(database)));
            }
            explain(database);
        }
    }

    private static String unread(DatabaseStatus database) {
        Obstacle obstacle = database.obstacle();
        return switch (obstacle == null ? Obstacle.Kind.OTHER : obstacle.kind()) {
            case FILES -> "has migration files that cannot be used";
            case HISTORY -> "has a history that cannot be used";
            case UNREACHABLE -> "cannot be reached";
            case DENIED -> "does not let us in";
            default -> "could not be read";
        };
    }

    private void explain(DatabaseStatus database) {
        if (database.obstacle() != null) {
            output.error(database.obstacle().failure().describe());
        } else if (database.error() != null) {
            output.error(database.name() + ": " + database.error());
        }
    }

    private void print(DatabaseStatus database) {
        output.text(style.bold(heading(database)));
        if (database.migrations().isEmpty()) {
            return;
        }
        Table table = new Table();
        table.add("VERSION", "NAME", "STATE", "APPLIED AT", "TOOK", "BY", "DOWN");
        for (MigrationStatus migration : database.migrations()) {
            table.add(line -> style.state(migration.state(), line), cells(database, migration));
        }
        table.lines("  ").forEach(output::text);
        for (MigrationStatus migration : database.migrations()) {
            if (migration.error() != null) {
                String which = migration.id().isRepeatable() ? " " + migration.name() : "";
                output.text("  " + Texts.version(migration.id()) + which + ": " + migration.error());
            }
        }
    }

    static String heading(DatabaseStatus database) {
        List<String> parts = new ArrayList<>();
        parts.add(database.name() + " (" + database.kind() + ") " + position(database));
        for (MigrationState state : MigrationState.values()) {
            if (state != MigrationState.APPLIED && database.count(state) > 0) {
                parts.add(database.count(state) + " " + name(state));
            }
        }
        if (database.lock().holder() != null) {
            parts.add("locked by " + database.lock().holder());
        }
        if (database.lock().unseen() != null) {
            parts.add("its lock cannot be seen: " + database.lock().unseen());
        }
        return String.join(", ", parts);
    }

    /** Also behind a run that had nothing to do. */
    static String position(DatabaseStatus database) {
        if (database.migrations().isEmpty()) {
            return "has no migrations";
        }
        if (database.current() == null) {
            boolean versioned = database.migrations().stream()
                    .anyMatch(migration -> !migration.id().isRepeatable());
            return versioned ? "has none applied" : "has no versions";
        }
        return "is at " + Texts.version(database.current());
    }

    private String[] cells(DatabaseStatus database, MigrationStatus migration) {
        Instant appliedAt = migration.appliedAt();
        return new String[] {
            Texts.version(migration.id()),
            output.fitting(migration.name()),
            name(migration.state()) + (database.isOutOfOrder(migration) ? ", out of order" : ""),
            appliedAt == null ? "-" : Texts.time(appliedAt, ZoneId.systemDefault()),
            migration.duration() == null ? "-" : Texts.duration(migration.duration()),
            migration.appliedBy() == null ? "-" : output.fitting(migration.appliedBy()),
            migration.hasDown() ? "yes" : "no"
        };
    }

    private static String name(MigrationState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
