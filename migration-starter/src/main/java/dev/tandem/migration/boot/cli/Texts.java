package dev.tandem.migration.boot.cli;

import dev.tandem.migration.Direction;
import dev.tandem.migration.MigrationId;
import dev.tandem.migration.Step;
import dev.tandem.migration.TableRows;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How times, ages and versions are written for people. */
final class Texts {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);

    private Texts() {}

    /** With leading zeros, as files have them; a timestamp stays as it is. */
    static String version(long version) {
        return String.format(Locale.ROOT, "%06d", version);
    }

    /** The version of a migration, or the R of a repeatable one. */
    static String version(MigrationId migration) {
        Long version = migration.version();
        return version == null ? migration.toString() : version(version);
    }

    /** What a step does. */
    static String deed(Step step) {
        String action = step.action().name().toLowerCase(Locale.ROOT);
        if (!step.recordsOnly()) {
            return action;
        }
        return action + ", recorded as " + (step.direction() == Direction.UP ? "applied" : "not applied");
    }

    static String time(Instant instant, ZoneId zone) {
        return TIME.format(instant.atZone(zone));
    }

    static String duration(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
        }
        return duration.toHours() > 0
                ? duration.toHours() + " h " + duration.toMinutesPart() + " min"
                : duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
    }

    /** Roughly: the largest unit that fits. */
    static String age(Duration age) {
        if (age.toDays() > 0) {
            return count(age.toDays(), "day") + " ago";
        }
        if (age.toHours() > 0) {
            return count(age.toHours(), "hour") + " ago";
        }
        if (age.toMinutes() > 0) {
            return count(age.toMinutes(), "minute") + " ago";
        }
        // Clocks differ between machines: what was applied in the future was applied just now.
        return age.toSeconds() > 0 ? count(age.toSeconds(), "second") + " ago" : "just now";
    }

    static String rows(TableRows table) {
        return table.rows() == TableRows.UNKNOWN
                ? "rows never counted"
                : "about " + String.format(Locale.ROOT, "%,d", table.rows()) + (table.rows() == 1 ? " row" : " rows");
    }

    static String count(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }
}
