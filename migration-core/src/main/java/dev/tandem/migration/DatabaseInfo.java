package dev.tandem.migration;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of one database.
 *
 * @param status where it stands
 * @param server what its server says, {@code null} when it cannot be asked
 * @param runs the latest runs on it, the latest first
 */
public record DatabaseInfo(DatabaseStatus status, @Nullable ServerInfo server, List<PastRun> runs) {
    private static final int RUNS = 5;

    public DatabaseInfo {
        runs = List.copyOf(runs);
    }

    static DatabaseInfo read(MigrationDatabase database, Sessions sessions) {
        MigrationSession session = sessions.get(database.name());
        DatabaseStatus status = sessions.state(database, session).status(session.lock());
        return session instanceof DescribesServer server
                ? new DatabaseInfo(status, server.server(), server.pastRuns(RUNS))
                : new DatabaseInfo(status, null, List.of());
    }

    /** How long the pending migrations take if they take as long as those before did on average; {@code null} when there were none. */
    public @Nullable Duration estimate() {
        List<Duration> past = status.migrations().stream()
                .map(MigrationStatus::duration)
                .filter(Objects::nonNull)
                .toList();
        return past.isEmpty()
                ? null
                : past.stream()
                        .reduce(Duration.ZERO, Duration::plus)
                        .dividedBy(past.size())
                        .multipliedBy(status.pending());
    }
}
