package dev.tandem.migration.liquibase;

import dev.tandem.migration.History;
import dev.tandem.migration.History.Applied;
import dev.tandem.migration.History.Entry;
import dev.tandem.migration.MigrationId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import liquibase.ChecksumVersion;
import liquibase.change.CheckSum;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.RanChangeSet;
import org.jspecify.annotations.Nullable;

/**
 * What Liquibase's own table says, as a history.
 *
 * <ol>
 *   <li>A change set that was run, or marked as run, is applied as long as its checksum is one of those that it allows.
 *   <li>With another checksum it is changed; one that is to run on change is as if it had never been run.
 *   <li>One that is to run always is applied once it was run, unless it is configured to be due at every run.
 *   <li>What was run and is in no changelog any more is of a newer application, and stands behind all others. What contexts and
 *       labels leave out is not looked at.
 * </ol>
 *
 * @param changelog what was read
 * @param runAlways whether those that run always are due
 */
record RanChangeSets(Changelog changelog, boolean runAlways) {

    History history(List<RanChangeSet> ran) {
        SortedMap<MigrationId, Entry> entries = new TreeMap<>();
        List<RanChangeSet> unknown = new ArrayList<>(ran);
        changelog.all().forEach((position, changeSet) -> {
            RanChangeSet row = row(ran, changeSet);
            unknown.remove(row);
            if (row != null && changelog.selected().containsKey(position) && !isDueAgain(changeSet, row)) {
                entries.put(MigrationId.of(position), entry(position, Changelog.identity(changeSet), changeSet, row));
            }
        });
        long next = changelog.all().size();
        for (RanChangeSet row : unknown) {
            next++;
            String identity = row.getStoredChangeLog() + "::" + row.getAuthor() + "::" + row.getId();
            entries.put(MigrationId.of(next), entry(next, identity, null, row));
        }
        return new History(head(ran), 0, entries);
    }

    private static long head(List<RanChangeSet> ran) {
        return ran.stream()
                .map(RanChangeSet::getOrderExecuted)
                .filter(Objects::nonNull)
                .mapToLong(Integer::longValue)
                .max()
                .orElse(0);
    }

    private boolean isDueAgain(ChangeSet changeSet, RanChangeSet row) {
        boolean always = runAlways && changeSet.shouldAlwaysRun();
        boolean changed = changeSet.shouldRunOnChange() && !isAsItWas(changeSet, row);
        return always || changed;
    }

    /** The latest row of it. */
    private static @Nullable RanChangeSet row(List<RanChangeSet> ran, ChangeSet changeSet) {
        return ran.stream()
                .filter(row -> row.isSameAs(changeSet))
                .max(Comparator.comparingInt(row -> Objects.requireNonNullElse(row.getOrderExecuted(), 0)))
                .orElse(null);
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

    private static Entry entry(long position, String identity, @Nullable ChangeSet changeSet, RanChangeSet row) {
        String fingerprint = changeSet != null && isAsItWas(changeSet, row)
                ? changeSet.generateCheckSum(ChecksumVersion.latest()).toString()
                : String.valueOf(row.getLastCheckSum());
        Date at = row.getDateExecuted();
        return new Entry(
                MigrationId.of(position),
                identity,
                fingerprint,
                new Applied(fingerprint),
                Objects.requireNonNullElse(row.getOrderExecuted(), 0),
                at == null ? Instant.EPOCH : at.toInstant(),
                Duration.ZERO,
                "Liquibase" + (row.getLiquibaseVersion() == null ? "" : " " + row.getLiquibaseVersion()),
                Objects.requireNonNullElse(row.getDeploymentId(), ""),
                false,
                null);
    }
}
