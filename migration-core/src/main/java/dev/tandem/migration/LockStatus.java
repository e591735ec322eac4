package dev.tandem.migration;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The lock that keeps two runs apart in one database.
 *
 * @param kind how it is kept: {@code advisory}, {@code keeper-map}, {@code ladder}, {@code postgres}, {@code none}; {@code
 *     auto} while it is left to the first run which
 * @param holder who holds it, {@code null} when it is free or was not asked for
 * @param since since when the holder has it or has been connected
 * @param lapsed whether the holder gave no sign of life for longer than he may: then he is gone, as far as can be told from
 *     a single look
 * @param unseen why nobody could tell who holds it, {@code null} when it was seen or not asked for
 */
public record LockStatus(
        String kind,
        @Nullable String holder,
        @Nullable Instant since,
        boolean lapsed,
        @Nullable String unseen) {

    /** One that does not lapse. */
    public LockStatus(String kind, @Nullable String holder, @Nullable Instant since) {
        this(kind, holder, since, false, null);
    }

    /** One that may be held or free. */
    public static LockStatus unseen(String kind, String why) {
        return new LockStatus(kind, null, null, false, why);
    }

    /** Whether somebody is seen at work under it. */
    public boolean isHeld() {
        return holder != null && !lapsed;
    }
}
