package dev.tandem.migration.liquibase;

import dev.tandem.migration.History;
import dev.tandem.migration.History.Applied;
import dev.tandem.migration.History.Entry;
import dev.tandem.migration.MigrationId;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.Date;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import liquibase.ChecksumVersion;
import liquibase.change.CheckSum;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.ChangeSet.ExecType;
import liquibase.changelog.RanChangeSet;
import org.jspecify.annotations.Nullable;

/**
 * What Liquibase's own table says, as a history.
 *
 * <ol>
 *   <li>A change set that was run, or marked as run, is applied as long as its checksum is one of those that it allows.
 *   <li>With another checksum it is changed; one that is to run on change is as if it had never been run.
 *   <li>One that is to run always is applied once it was run, unless it is configured to be due at every run.
 *   <li>What is in no changelog is of a newer application if it was run behind all that is, and stands behind all others then; else it
 *       was taken out of the changelog, and is not looked at, as Liquibase does not. What contexts and labels leave out is not either.
 * </ol>
 *
 * @param changelog what was read
 * @param runAlways whether those that run always are due
 * @param deployment what Liquibase calls the run that asks
 * @param runId what we call it
 */
record RanChangeSets(Changelog changelog, boolean runAlways, String deployment, String runId) {

    History history(List<RanChangeSet> ran) {
        SortedMap<MigrationId, Entry> entries = new TreeMap<>();
        Map<String, List<RanChangeSet>> byId = ran.stream().collect(Collectors.groupingBy(RanChangeSet::getId));
        Set<RanChangeSet> unknown = Collections.newSetFromMap(new IdentityHashMap<>());
        unknown.addAll(ran);
        changelog.all().forEach((position, changeSet) -> {
            List<RanChangeSet> rows = rows(byId, changeSet);
            rows.forEach(unknown::remove);
            RanChangeSet row = rows.isEmpty() ? null : rows.get(rows.size() - 1);
            if (row != null && changelog.selected().containsKey(position) && !isDueAgain(changeSet, row)) {
                entries.put(MigrationId.of(position), entry(position, Changelog.identity(changeSet), changeSet, row));
            }
        });
        int latestKnown =
                latest(ran.stream().filter(row -> !unknown.contains(row) && row.getExecType() != ExecType.RERAN));
        long next = changelog.all().size();
        for (RanChangeSet row : ran) {
            if (!unknown.contains(row) || order(row) < latestKnown) {
                continue;
            }
            next++;
            String identity = row.getStoredChangeLog() + "::" + row.getAuthor() + "::" + row.getId();
            entries.put(MigrationId.of(next), entry(next, identity, null, row));
        }
        return new History(latest(ran.stream()), 0, entries);
    }

    private static int latest(Stream<RanChangeSet> rows) {
        return rows.mapToInt(RanChangeSets::order).max().orElse(0);
    }

    private static int order(RanChangeSet row) {
        return Objects.requireNonNullElse(row.getOrderExecuted(), 0);
    }

    private boolean isDueAgain(ChangeSet changeSet, RanChangeSet row) {
        boolean always = runAlways && changeSet.shouldAlwaysRun();
        boolean changed = changeSet.shouldRunOnChange() && !isAsItWas(changeSet, row);
        return always || changed;
    }

    /** Those of a change set, the latest last. */
    private static List<RanChangeSet> rows(Map<String, List<RanChangeSet>> byId, ChangeSet changeSet) {
        return byId.getOrDefault(changeSet.getId(), List.of()).stream()
                .filter(row -> row.isSameAs(changeSet))
                .sorted(Comparator.comparingInt(RanChangeSets::order))
                .toList();
    }

    /** Without a checksum (they can be cleared) it is taken for what it is now, as Liquibase does. */
    private static boolean isAsItWas(ChangeSet changeSet, RanChangeSet row) {
        CheckSum then = row.getLastCheckSum();
        if (then == null || then.getVersion() == ChecksumVersion.latest().getVersion()) {
            return then == null || changeSet.isCheckSumValid(then);
        }
        // It keeps the first one that it is asked for, of whatever version.
        changeSet.clearCheckSum();
        boolean valid = changeSet.isCheckSumValid(then);
        changeSet.clearCheckSum();
        return valid;
    }

    private Entry entry(long position, String identity, @Nullable ChangeSet changeSet, RanChangeSet row) {
        String fingerprint = changeSet != null && isAsItWas(changeSet, row)
                ? changeSet.generateCheckSum(ChecksumVersion.latest()).toString()
                : String.valueOf(row.getLastCheckSum());
        Date at = row.getDateExecuted();
        return new Entry(
                MigrationId.of(position),
                identity,
                fingerprint,
                new Applied(fingerprint),
                order(row),
                at == null ? Instant.EPOCH : at.toInstant(),
                null,
                "Liquibase" + (row.getLiquibaseVersion() == null ? "" : " " + row.getLiquibaseVersion()),
                run(row),
                false,
                null);
    }

    /** One that was only marked, or was run before, is no run's own: nobody could take back what this run has done of it. */
    private String run(RanChangeSet row) {
        boolean executed = row.getExecType() == null || row.getExecType() == ExecType.EXECUTED;
        return executed && deployment.equals(row.getDeploymentId())
                ? runId
                : Objects.requireNonNullElse(row.getDeploymentId(), "");
    }
}
