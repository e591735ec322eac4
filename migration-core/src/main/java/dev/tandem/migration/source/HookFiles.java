package dev.tandem.migration.source;

import dev.tandem.migration.Hook;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.Script;
import dev.tandem.migration.script.ScriptFile;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/** The hooks of a database, each in one of its folders. What is wrong with one is told, and leaves it out. */
final class HookFiles {
    private final Consumer<InvalidMigrationException> problems;
    private final Map<Hook, FoundFile> files = new EnumMap<>(Hook.class);

    HookFiles(Consumer<InvalidMigrationException> problems) {
        this.problems = problems;
    }

    void add(Hook hook, FoundFile file) {
        FoundFile other = files.putIfAbsent(hook, file);
        if (other != null) {
            problems.accept(Invalid.file(
                    file.location(),
                    "A database has one %s, and here are two: %s and %s"
                            .formatted(hook.fileName(), other.location(), file.location()),
                    "Put them into one file."));
        }
    }

    Map<Hook, Script> scripts(ScriptFactory scripts) {
        Map<Hook, Script> found = new EnumMap<>(Hook.class);
        files.forEach((hook, file) -> {
            try {
                found.put(hook, script(file, scripts.file(file.source())));
            } catch (InvalidMigrationException e) {
                problems.accept(e);
            }
        });
        return found;
    }

    private static Script script(FoundFile file, ScriptFile script) {
        if (script.hasDown()) {
            throw Invalid.file(
                    file.location(),
                    file.location() + " has a Down section, and a hook is never taken back",
                    "Delete the section.");
        }
        return script.up();
    }
}
