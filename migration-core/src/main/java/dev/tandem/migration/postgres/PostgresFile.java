package dev.tandem.migration.postgres;

import dev.tandem.migration.Script;
import dev.tandem.migration.script.ScriptFile;

/** A file whose scripts know what PostgreSQL's transactions make of them. */
final class PostgresFile implements ScriptFile {
    private final ScriptFile file;
    private final Script up;
    private final Script down;

    PostgresFile(ScriptFile file) {
        this.file = file;
        this.up = new PostgresScript(file.up());
        this.down = new PostgresScript(file.down());
    }

    @Override
    public Script up() {
        return up;
    }

    @Override
    public Script down() {
        return down;
    }

    @Override
    public boolean hasDown() {
        return file.hasDown();
    }
}
