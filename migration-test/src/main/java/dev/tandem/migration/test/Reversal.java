package dev.tandem.migration.test;

import dev.tandem.migration.Command;
import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.Migration;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.Script;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/** Takes the versions of databases back and forth. Their repeatable migrations, which nothing takes back, are left out. */
final class Reversal {
    private final MigrationManager all;
    private final MigrationManager manager;
    private final MissingDowns allowed;

    Reversal(MigrationManager manager, MissingDowns allowed) {
        MigrationManager.Builder versions = MigrationManager.builder();
        manager.databases().forEach(name -> versions.database(new VersionsOnly(manager.database(name))));
        this.all = manager;
        this.manager = versions.build();
        this.allowed = allowed;
    }

    void verify() {
        requireNothingApplied();
        requireDowns();
        List<OfDatabase> databases = new ArrayList<>();
        for (String name : manager.databases()) {
            databases.add(0, new OfDatabase(manager.only(List.of(name)), all, name).oneByOne());
        }
        databases.forEach(OfDatabase::allBack);
    }

    private void requireNothingApplied() {
        for (DatabaseStatus status : manager.status()) {
            if (status.error() != null) {
                throw new IllegalArgumentException(status.name() + " cannot be read: " + status.error());
            }
            if (status.current() != null) {
                throw new IllegalArgumentException("In " + status.name() + " migrations are applied already, up to "
                        + status.current() + ". Take databases without: @MigrationTest(migrate = false).");
            }
        }
    }

    private void requireDowns() {
        StringBuilder missing = new StringBuilder();
        for (String name : manager.databases()) {
            for (Migration migration : manager.database(name).migrations()) {
                if (migration.down() == null && !allowed.allow(Objects.requireNonNull(migration.version()))) {
                    missing.append("\n  ").append(called(name, migration));
                    missing.append(": ").append(migration.up().location());
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new AssertionError("Migrations without a down:" + missing
                    + "\nWrite their downs, or allow for it with allowingMissingDown(<versions>).");
        }
    }

    private static String called(String database, Migration migration) {
        return database + " " + migration.id() + " " + migration.name();
    }

    /**
     * A migration that can be taken back, and what its down has to lead to.
     *
     * @param before the schema before its up
     */
    private record Applied(Migration migration, Script down, Schema before) {}

    /** One of the databases. */
    private static final class OfDatabase {
        private final MigrationManager manager;
        /** Knows how its schema is read. */
        private final MigrationManager all;

        private final String name;
        /** Those that are applied and can be taken back one behind the other, the latest first. */
        private final Deque<Applied> applied = new ArrayDeque<>();

        OfDatabase(MigrationManager manager, MigrationManager all, String name) {
            this.manager = manager;
            this.all = all;
            this.name = name;
        }

        OfDatabase oneByOne() {
            Schema before = schema();
            for (Migration migration : manager.database(name).migrations()) {
                up(migration, "cannot be applied");
                Schema after = schema();
                Script down = migration.down();
                if (down == null) {
                    applied.clear();
                } else {
                    Applied latest = new Applied(migration, down, before);
                    down(latest, "is not taken back by its down");
                    up(migration, "cannot be applied again after its down");
                    require(after, "after its up", latest, "after down and up again", "is another one after its down");
                    applied.push(latest);
                }
                before = after;
            }
            return this;
        }

        void allBack() {
            while (!applied.isEmpty()) {
                down(applied.pop(), "is not taken back by its down when all are taken back");
            }
        }

        private void up(Migration migration, String complaint) {
            run(new Command.Up(1, Command.Resume.REFUSE), migration, complaint);
        }

        private void down(Applied latest, String complaint) {
            run(Command.down(1), latest.migration(), "cannot be taken back");
            require(latest.before(), "before its up", latest, "after its down", complaint);
        }

        private void run(Command command, Migration migration, String complaint) {
            try {
                manager.run(command);
            } catch (MigrationException e) {
                throw new AssertionError(
                        called(name, migration) + " " + complaint + ":\n"
                                + e.failure().describe(),
                        e);
            }
        }

        private void require(Schema expected, String then, Applied latest, String now, String complaint) {
            String difference = expected.differenceTo(schema(), then, now);
            if (!difference.isEmpty()) {
                throw new AssertionError(called(name, latest.migration()) + " " + complaint + ":" + difference
                        + "\n  down: " + latest.down().location());
            }
        }

        private Schema schema() {
            return Schema.of(all, name);
        }
    }
}
