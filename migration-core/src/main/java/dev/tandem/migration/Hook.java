package dev.tandem.migration;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A script of a database that is no migration: every run that goes forward there, and has something due, executes it. */
public enum Hook {
    /** Before the first migration that goes forward. */
    BEFORE_UP,
    /** Behind the last one. */
    AFTER_UP;

    /** The one whose file is called so; {@code null} when none is. */
    public static @Nullable Hook of(String fileName) {
        for (Hook hook : values()) {
            if (hook.fileName().equals(fileName)) {
                return hook;
            }
        }
        return null;
    }

    /** A word for it, of letters and underscores. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What its file is called. */
    public String fileName() {
        return word() + ".sql";
    }
}
