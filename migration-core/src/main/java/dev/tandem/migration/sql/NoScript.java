package dev.tandem.migration.sql;

import dev.tandem.migration.Script;
import java.util.List;

/**
 * The script of a step that runs none.
 *
 * @param location the migration's file, or the history's table when it is gone
 */
record NoScript(String location) implements Script {
    @Override
    public int statements() {
        return 0;
    }

    @Override
    public String fingerprint() {
        return "";
    }

    @Override
    public boolean transactional() {
        return false;
    }

    @Override
    public Statements open() {
        return Statements.of(List.of());
    }
}
