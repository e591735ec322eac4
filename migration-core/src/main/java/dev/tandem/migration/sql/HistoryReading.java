package dev.tandem.migration.sql;

import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.Deadline;
import dev.tandem.migration.Failure;
import dev.tandem.migration.History;
import dev.tandem.migration.HistoryMismatchException;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationId;
import dev.tandem.migration.PastRun;
import dev.tandem.migration.foreign.ForeignFormat;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads a history, and says what stands in its place if it is none. */
record HistoryReading(
        ConfiguredDatabase database, SqlChannel channel, HistoryPlace place, ConnectionFailures failures) {

    /**
     * The state that its events say.
     *
     * @param locked whether the lock is held
     */
    History read(boolean locked) {
        try {
            List<HistoryEvent> events =
                    channel.read(table().read(place.tableName(), place.tableComment()), (row, index) -> {
                        if (index == 0) {
                            channel.historyComment(row.text(EventRow.COMMENT));
                        }
                        return new EventRow(row).event();
                    });
            return new UnknownEnds(database, channel, locked).settle(events);
        } catch (SQLException e) {
            return switch (database.dialect().problem(e)) {
                case NO_TABLE -> {
                    place.gone();
                    yield beginning();
                }
                case NO_COLUMN -> throw foreignTable(e);
                case DENIED -> throw denied(e);
                default -> throw failures.reading(e);
            };
        } catch (HistoryMismatchException e) {
            throw new HistoryMismatchException(e.failure().in(database.name(), null), e);
        }
    }

    /** Whether there may be an event that is not in what was read. */
    boolean mayHaveGoneOn(History known) {
        try {
            return channel.query(
                            table().readHead(place.tableName()),
                            (row, index) -> row.getLong(1) != known.head() || row.getLong(2) != known.fence())
                    .get(0);
        } catch (SQLException e) {
            // Of anything else whoever reads it will tell more.
            return database.dialect().problem(e) != Dialect.Problem.NO_TABLE || known.head() > 0;
        }
    }

    /** Where the table is to be is asked for before anything is planned on it, but not where there is nothing to plan. */
    private History beginning() {
        if (!database.migrations().isEmpty()) {
            try {
                place.location();
            } catch (SQLException e) {
                throw failures.reading(e);
            }
        }
        return History.EMPTY;
    }

    private MigrationException denied(SQLException cause) {
        return new DatabaseUnreachableException(
                Failure.of(
                        database.name(),
                        "The history may not be read: "
                                + database.dialect().answer(cause).message(),
                        "Grant it: GRANT SELECT, INSERT ON " + place.tableName()
                                + " TO <user>; to look at the status SELECT is enough. This one is "
                                + database.settings() + "."),
                false,
                cause);
    }

    private MigrationException foreignTable(SQLException cause) {
        Optional<ForeignFormat> format;
        boolean ours = false;
        try {
            // A layout that we do not know may well have other columns.
            String comment = place.location().comment();
            ours = comment != null && comment.startsWith("tandem");
            format = ForeignFormat.of(channel.columns(place.tableName()).stream()
                    .map(column -> column.toLowerCase(Locale.ROOT))
                    .collect(Collectors.toSet()));
        } catch (SQLException e) {
            cause.addSuppressed(e);
            format = Optional.empty();
        }
        if (format.isEmpty() && ours) {
            return new HistoryMismatchException(
                    Failure.of(
                            database.name(),
                            "The history " + place.tableName() + " has not the columns that it was created with: "
                                    + database.dialect().answer(cause).message(),
                            "Somebody has changed the table: put its columns right, or bring it back from a backup."
                                    + " Nothing was executed."),
                    cause);
        }
        String apart = "et tandem.databases." + database.name() + ".table to another name.";
        return new HistoryMismatchException(
                Failure.of(
                        database.name(),
                        "The table " + place.tableName() + " is there, but it is not a history of Tandem"
                                + format.map(found -> ": it is that of "
                                                + found.tool().label() + ".")
                                        .orElse("."),
                        format.isEmpty()
                                ? "S" + apart
                                : "Take over what it recorded with: migrate adopt --db " + database.name()
                                        + ". Or, to keep the two apart, s" + apart),
                cause);
    }

    /** The latest runs, the latest first. */
    List<PastRun> pastRuns(int limit) {
        try {
            return channel.query(table().readRuns(place.tableName(), limit), HistoryTable::mapRun);
        } catch (SQLException e) {
            if (database.dialect().problem(e) == Dialect.Problem.NO_TABLE) {
                return List.of();
            }
            throw failures.reading(e);
        }
    }

    /** The down that was recorded with a migration. */
    String recordedDown(MigrationId version) {
        // There may be thousands of them to be read, each in no time.
        Deadline deadline = failures.deadline();
        if (deadline.hasEnded()) {
            throw deadline.exceeded(
                    Failure.of(database.name(), "", null),
                    "before the recorded down of version " + version + " was read",
                    null);
        }
        try {
            return channel
                    .query(table().readDown(place.tableName(), version), (row, index) -> row.getString(1))
                    .stream()
                    .findFirst()
                    .orElseThrow(() -> new InvalidMigrationException(
                            Failure.of(
                                    database.name(),
                                    "The down of version " + version + " was not recorded.",
                                    "Bring its file back."),
                            null));
        } catch (SQLException e) {
            throw failures.reading(e);
        }
    }

    private HistoryTable table() {
        return new HistoryTable(database.dialect());
    }
}
