package dev.tandem.migration.sql;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a run asks of its server and of its class path.
 *
 * @param connections that were opened
 * @param roundTrips the statements that were sent each time before the run waited for the server, but for connecting
 * @param files that were read, by name, each as often as it was
 */
record Cost(int connections, List<List<String>> roundTrips, List<String> files) {

    /** What of it does not depend on how many files there are. */
    record Count(int connections, int statements, int roundTrips) {
        Count minus(Count other) {
            return new Count(
                    connections - other.connections, statements - other.statements, roundTrips - other.roundTrips);
        }
    }

    Count count() {
        return new Count(connections, roundTrips.stream().mapToInt(List::size).sum(), roundTrips.size());
    }

    int readings(String file) {
        return (int) files.stream().filter(file::equals).count();
    }

    /** A round trip is a paragraph. */
    String conversation() {
        return roundTrips.stream()
                .map(statements -> String.join("\n", statements))
                .collect(Collectors.joining("\n\n"));
    }
}
