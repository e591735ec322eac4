package dev.tandem.migration.source;

import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.Migration;
import dev.tandem.migration.MigrationId;
import dev.tandem.migration.Script;
import dev.tandem.migration.script.ScriptFile;
import dev.tandem.migration.source.FileName.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Brings ups and downs together, whatever the order they are found in. What is wrong with one is told, and leaves it out. */
final class Pairs {
    private final Consumer<InvalidMigrationException> problems;

    /** Those that hold an up: {@code .up.sql}, and single ones. */
    private final Map<MigrationId, MigrationFile> ups = new TreeMap<>();

    private final Map<MigrationId, MigrationFile> downs = new TreeMap<>();

    Pairs(Consumer<InvalidMigrationException> problems) {
        this.problems = problems;
    }

    /** It is a problem when there is another file of its version for the same direction. */
    void add(MigrationFile file) {
        Kind kind = file.name().kind();
        MigrationFile other = (kind == Kind.DOWN ? downs : ups).putIfAbsent(file.id(), file);
        if (other != null && file.id().isRepeatable()) {
            problems.accept(Invalid.file(
                    file.location(),
                    "Two repeatable migrations have the name %s: %s and %s"
                            .formatted(file.name().name(), other.location(), file.location()),
                    "Give one of them another name, or delete it."));
        } else if (other != null) {
            Kind otherKind = other.name().kind();
            problems.accept(twice(
                    file,
                    kind == otherKind
                            ? "Two " + kind.title() + " files"
                            : "One " + otherKind.title() + " file and one " + kind.title() + " file",
                    other));
        }
    }

    /**
     * Reads no file that cannot hold a down, and none that has a {@code .down.sql} beside it. It is a problem when a down
     * has no up, one of another name, or one in a single file.
     */
    List<Migration> migrations(ScriptFactory scripts) {
        downs.values().forEach(down -> check(down, ups.get(down.id())));
        List<Migration> migrations = new ArrayList<>(ups.size());
        for (MigrationFile up : ups.values()) {
            try {
                ScriptFile file = scripts.file(up.source());
                migrations.add(new Migration(up.id(), up.name().name(), file.up(), down(up, file, scripts)));
            } catch (InvalidMigrationException e) {
                problems.accept(new InvalidMigrationException(e.failure().in(null, up.id()), e));
            }
        }
        return migrations;
    }

    private @Nullable Script down(MigrationFile up, ScriptFile file, ScriptFactory scripts) {
        MigrationFile down = downs.get(up.id());
        if (down != null) {
            return scripts.file(down.source()).down();
        }
        try {
            if (file.hasDown() && up.id().isRepeatable()) {
                throw Invalid.file(
                        up.location(),
                        up.location()
                                + " has a Down section, and a repeatable migration is never taken back: it is run again"
                                + " whenever it changes",
                        "Delete the section. To undo what it does, change it.");
            }
            return file.hasDown() ? file.down() : null;
        } catch (InvalidMigrationException e) {
            problems.accept(new InvalidMigrationException(e.failure().in(null, up.id()), e));
            return null;
        }
    }

    private void check(MigrationFile down, @Nullable MigrationFile up) {
        if (up == null) {
            problems.accept(Invalid.file(
                    down.location(),
                    "The down file of version %s has no up file: %s".formatted(down.id(), down.location()),
                    "Add the .up.sql file of the same version and name, or delete it."));
            return;
        }
        if (up.name().kind() == Kind.SINGLE) {
            problems.accept(Invalid.file(
                    down.location(),
                    "Version %s has a single file and a down file: %s and %s"
                            .formatted(down.id(), up.location(), down.location()),
                    "Rename the single file to .up.sql, or put the down into a section of it."));
        }
        if (!up.name().name().equals(down.name().name())) {
            problems.accept(Invalid.file(
                    down.location(),
                    "The up and the down file of version %s have different names: %s and %s"
                            .formatted(down.id(), up.location(), down.location()),
                    "Give both the same name."));
        }
    }

    private static InvalidMigrationException twice(MigrationFile file, String files, MigrationFile other) {
        return Invalid.file(
                file.location(),
                "%s have the version %s: %s and %s".formatted(files, file.id(), other.location(), file.location()),
                "Give one of them another version, or delete it.");
    }
}
