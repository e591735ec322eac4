package dev.tandem.migration.boot.autoconfigure;

import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.MigrationStatus;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Versions in a sentence: few are named, of many the first and the last. */
final class Versions {
    private static final int NAMED = 5;

    private Versions() {}

    static String of(DatabaseStatus database, MigrationState... states) {
        Set<MigrationState> wanted = Set.of(states);
        List<MigrationStatus> migrations = database.migrations().stream()
                .filter(migration -> wanted.contains(migration.state()))
                .toList();
        if (migrations.size() <= NAMED) {
            return String.join(", ", migrations.stream().map(Versions::text).toList());
        }
        return text(migrations.get(0)) + " to " + text(migrations.get(migrations.size() - 1)) + " (" + migrations.size()
                + " migrations)";
    }

    private static String text(MigrationStatus migration) {
        String text = migration.id() + " " + migration.name();
        return switch (migration.state()) {
            case PENDING, APPLIED, DIRTY, FUTURE -> text;
            default -> text + " (" + migration.state().name().toLowerCase(Locale.ROOT) + ")";
        };
    }
}
