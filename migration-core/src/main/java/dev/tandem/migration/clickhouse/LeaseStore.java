package dev.tandem.migration.clickhouse;

import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where a {@link Lease} is kept, so that of all who would change what they have read one at most succeeds. */
interface LeaseStore {

    LockKind kind();

    /** Makes it ready, unless it is. */
    void prepare() throws SQLException;

    /** What is there; {@code null} while it was never made ready. */
    @Nullable
    Lease read() throws SQLException;

    /**
     * Puts another owner in the place of what was read, with the next counter, unless it has changed meanwhile. Whoever has
     * succeeded is told by what is there afterwards, and by nothing else: answers get lost, and some are wrong.
     *
     * @param owner the next one, empty for none; the same one renews
     * @param length of the owner's lease
     * @return what is there afterwards
     */
    Lease replace(Lease seen, String owner, Duration length) throws SQLException;
}
