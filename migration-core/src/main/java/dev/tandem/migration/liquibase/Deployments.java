package dev.tandem.migration.liquibase;

import dev.tandem.migration.PastRun;
import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import liquibase.changelog.RanChangeSet;

/** The runs that Liquibase's table remembers. */
final class Deployments {
    private Deployments() {}

    /** The latest ones, the latest first. */
    static List<PastRun> of(List<RanChangeSet> ran, int limit) {
        Map<String, List<RanChangeSet>> byId = ran.stream()
                .filter(row -> row.getDeploymentId() != null && row.getDateExecuted() != null)
                .collect(Collectors.groupingBy(RanChangeSet::getDeploymentId));
        return byId.entrySet().stream()
                .map(entry -> run(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(PastRun::from).reversed())
                .limit(limit)
                .toList();
    }

    private static PastRun run(String id, List<RanChangeSet> rows) {
        List<Instant> times = rows.stream()
                .map(RanChangeSet::getDateExecuted)
                .map(Date::toInstant)
                .sorted()
                .toList();
        String version = Objects.requireNonNullElse(rows.get(0).getLiquibaseVersion(), "");
        return new PastRun(
                id, ("Liquibase " + version).strip(), times.get(0), times.get(times.size() - 1), rows.size(), 0, 0);
    }
}
