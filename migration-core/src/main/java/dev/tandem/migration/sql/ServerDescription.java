package dev.tandem.migration.sql;

import dev.tandem.migration.ServerInfo;
import dev.tandem.migration.TableRows;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** What a server says of itself and of what it holds. */
record ServerDescription(
        ConfiguredDatabase database, SqlChannel channel, HistoryPlace place, ConnectionFailures failures) {
    private static final String ROUND_TRIP = "SELECT 1";

    ServerInfo server() {
        try {
            TableLocation history = place.location();
            channel.query(ROUND_TRIP, (row, index) -> 1);
            long sent = System.nanoTime();
            channel.query(ROUND_TRIP, (row, index) -> 1);
            Duration roundTrip = Duration.ofNanos(System.nanoTime() - sent);
            ServerFacts.Facts facts =
                    channel instanceof ServerFacts server ? server.facts(history) : ServerFacts.Facts.UNKNOWN;
            return new ServerInfo(
                    facts.version(),
                    roundTrip,
                    history.schema() + "." + history.table(),
                    history.exists(),
                    facts.historyEngine(),
                    facts.sizeBytes(),
                    facts.missingRights());
        } catch (SQLException e) {
            throw failures.reading(e);
        }
    }

    /** About how many rows its tables have, but for the history. */
    List<TableRows> rows() {
        try {
            return channel instanceof EstimatingChannel estimating
                    ? estimating.rows().stream()
                            .filter(table ->
                                    !table.table().equals(database.settings().table()))
                            .toList()
                    : List.of();
        } catch (SQLException e) {
            throw failures.reading(e);
        }
    }
}
