package dev.tandem.migration.source;

import dev.tandem.migration.Direction;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.Migration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Brings ups and downs together, whatever the order they are found in. */
final class Pairs {
    private final Map<Long, MigrationFile> ups = new TreeMap<>();
    private final Map<Long, MigrationFile> downs = new TreeMap<>();

    /** @throws InvalidMigrationException when there is another file of its version and direction */
    void add(MigrationFile file) {
        boolean up = file.name().direction() == Direction.UP;
        MigrationFile other = (up ? ups : downs).putIfAbsent(file.version(), file);
        if (other != null) {
            throw Invalid.file(
                    file.location(),
                    "Two %s files have the version %d: %s and %s"
                            .formatted(up ? "up" : "down", file.version(), other.location(), file.location()),
                    "Give one of them another version, or delete it.");
        }
    }

    /** @throws InvalidMigrationException when a down has no up, or one of another name */
    List<Migration> migrations(ScriptFactory scripts) {
        downs.values().forEach(down -> check(down, ups.get(down.version())));
        List<Migration> migrations = new ArrayList<>(ups.size());
        for (MigrationFile up : ups.values()) {
            MigrationFile down = downs.get(up.version());
            migrations.add(new Migration(
                    up.version(),
                    up.name().name(),
                    scripts.script(up.source()),
                    down == null ? null : scripts.script(down.source())));
        }
        return migrations;
    }

    private static void check(MigrationFile down, @Nullable MigrationFile up) {
        if (up == null) {
            throw Invalid.file(
                    down.location(),
                    "The down file of version %d has no up file: %s".formatted(down.version(), down.location()),
                    "Add the .up.sql file of the same version and name, or delete it.");
        }
        if (!up.name().name().equals(down.name().name())) {
            throw Invalid.file(
                    down.location(),
                    "The up and the down file of version %d have different names: %s and %s"
                            .formatted(down.version(), up.location(), down.location()),
                    "Give both the same name.");
        }
    }
}
