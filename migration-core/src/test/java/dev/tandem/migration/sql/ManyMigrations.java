package dev.tandem.migration.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A project of hundreds of migrations, always the same ones, in every layout that a project may have gathered. */
public final class ManyMigrations {
    private final List<Change> changes = new ArrayList<>();

    private record Change(String name, String up, String down) {}

    /** Adds one; both scripts may hold several statements. */
    public ManyMigrations add(String name, String up, String down) {
        changes.add(new Change(name, up.strip(), down.strip()));
        return this;
    }

    public int size() {
        return changes.size();
    }

    /** Writes them: the earlier half numbered, the later one with timestamps; pairs and single files by turns. */
    public void writeTo(Project project) {
        for (int i = 0; i < changes.size(); i++) {
            Change change = changes.get(i);
            String version = i < changes.size() / 2
                    ? String.format(Locale.ROOT, "%06d", i)
                    : String.format(Locale.ROOT, "202601%02d%02d%02d00", 1 + i / 600, i / 60 % 24, i % 60);
            String file = version + "_" + change.name();
            switch (i % 4) {
                case 0 -> project.migration(file, change.up(), change.down());
                case 1 ->
                    project.write(
                            file + ".sql",
                            "-- migrate:up\n" + change.up() + "\n\n-- migrate:down\n" + change.down() + "\n");
                case 2 ->
                    project.write(
                            file + ".sql",
                            "-- +goose Up\r\n" + change.up() + "\r\n-- +goose Down\r\n" + change.down() + "\r\n");
                default ->
                    project.write(
                            file + ".up.sql",
                            "-- +migrate Up\n" + change.up() + "\n-- +migrate Down\n" + change.down());
            }
        }
    }
}
