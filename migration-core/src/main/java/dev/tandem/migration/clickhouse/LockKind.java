package dev.tandem.migration.clickhouse;

import dev.tandem.migration.sql.SqlChannel;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How runs on a ClickHouse database are kept apart. */
enum LockKind {
    KEEPER_MAP("keeper-map"),
    LADDER("ladder"),
    POSTGRES("postgres"),
    NONE("none");

    /** The setting that leaves it to the server which. */
    static final String AUTO = "auto";

    private static final String LAYOUT_AND_LOCK = SqlChannel.LAYOUT + ", lock ";

    private final String word;

    LockKind(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    /** What the comment of a history says whose runs are kept apart so. */
    String comment() {
        return LAYOUT_AND_LOCK + word;
    }

    /** The one that a setting names; empty for {@link #AUTO}, and for what is none. */
    static Optional<LockKind> of(String setting) {
        String word = setting.startsWith(POSTGRES.word + ":") ? POSTGRES.word : setting;
        return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }

    /** The one that the comment of a history names, if it does. */
    static Optional<LockKind> recorded(@Nullable String comment) {
        return Arrays.stream(values())
                .filter(kind -> kind.comment().equals(comment))
                .findFirst();
    }
}
