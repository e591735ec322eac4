package dev.tandem.migration.sql;

import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import java.util.NoSuchElementException;

/**
 * The script of a step that runs none.
 *
 * @param location the migration's file, or the history's table when it is gone
 */
record NoScript(String location) implements Script {
    private static final Statements NONE = new Statements() {
        @Override
        public boolean hasNext() {
            return false;
        }

        @Override
        public SqlStatement next() {
            throw new NoSuchElementException();
        }

        @Override
        public void close() {}
    };

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
        return NONE;
    }
}
