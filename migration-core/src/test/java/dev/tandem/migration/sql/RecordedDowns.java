package dev.tandem.migration.sql;

import dev.tandem.migration.Script;
import dev.tandem.migration.script.Placeholders;
import org.jspecify.annotations.Nullable;

/** For tests of what becomes of a down on its way through the history. */
public final class RecordedDowns {
    private RecordedDowns() {}

    /** A down as it is read back from the history; {@code null} for one that is too long to be kept. */
    public static @Nullable Script readBack(Dialect dialect, Script down) {
        String text = RecordedDown.text(dialect, down);
        return text == null
                ? null
                : dialect.file(RecordedDown.source("a recorded down", text), Placeholders.NONE)
                        .down();
    }
}
