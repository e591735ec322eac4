package dev.tandem.migration;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A script of a database that is no migration: every run that goes forward there, and has something due, executes it. */
public enum Hook {
    /** Before the first migration that goes forward. */
    BEFORE_UP("before_up.sql"),
    /** Behind the last one. */
    AFTER_UP("after_up.sql");

    private final String fileName;

    Hook(String fileName) {
        this.fileName = fileName;
    }

    /** The one whose file is called so; {@code null} when none is. */
    public static @Nullable Hook of(String fileName) {
        return fileName.equals(BEFORE_UP.fileName) ? BEFORE_UP : fileName.equals(AFTER_UP.fileName) ? AFTER_UP : null;
    }

    /** A word for it, of letters and underscores. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What its file is called. */
    public String fileName() {
        return fileName;
    }
}
