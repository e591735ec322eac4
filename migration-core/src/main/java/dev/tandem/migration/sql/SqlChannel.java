package dev.tandem.migration.sql;

import dev.tandem.migration.LockStatus;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;

/** The connection of one run to one server. Used by one thread, but for {@link #cancel} and {@link #cut}. */
public interface SqlChannel extends AutoCloseable {

    /** What a history table's comment says if its columns are these; another layout gets a higher number. */
    String LAYOUT = "tandem history, layout 1";

    /** Reads rows with one request. */
    <T extends @Nullable Object> List<T> query(String sql, RowMapper<T> rows) throws SQLException;

    /** The same, of rows whose cells are wanted as text. */
    default <T extends @Nullable Object> List<T> read(String sql, TextRow.Mapper<T> rows) throws SQLException {
        return query(sql, (row, index) -> rows.map(row::getString, index));
    }

    /** Runs a statement of ours, by itself. */
    void update(String sql) throws SQLException;

    /**
     * Finds the history table, or where it is to be; asked once, before anything is written.
     *
     * @throws SQLException when it cannot be asked
     */
    TableLocation locate() throws SQLException;

    /** Hears what the comment of the history says, as often as the history is read. */
    default void historyComment(@Nullable String comment) {}

    /** The statement that creates the history table there. */
    String createTable(TableLocation location);

    /** Runs statements of ours, all or none of them where the server can. */
    void updateAll(List<String> statements) throws SQLException;

    /** Takes the lock if it is free; holding it already is success. */
    boolean tryLock(TableLocation location) throws SQLException;

    /** Gives the lock back. */
    void unlock(TableLocation location) throws SQLException;

    /** Who holds the lock; takes nothing. */
    LockStatus lock(TableLocation location) throws SQLException;

    /** How runs are kept apart, as far as that is known by now. */
    String lockKind();

    /** How steps are executed on it. */
    Execution execution(StepContext context);

    /**
     * What became of a statement whose end nobody saw, because its process died: {@link Aftermath#NOTHING} when it may
     * simply be run again.
     *
     * @param tag what it was marked with
     * @param begun the server's time of the event before it
     * @param locked whether the lock is held: then what still runs of it is ended first
     */
    Aftermath afterUnknownEnd(String sql, StatementTag tag, Instant begun, boolean locked);

    /** The names of a table's columns. */
    List<String> columns(String table) throws SQLException;

    /** The statements that would empty the database now. */
    List<String> dropStatements() throws SQLException;

    /** Ends in the server what this channel executes; called from another thread; returns when the server has ended it. */
    void cancel();

    /** Takes a cancel back that was not meant for what is executed from now on. */
    void resume();

    /** Ends the connection as it is, so that nothing waits for an answer any more; called from another thread. */
    void cut();

    /** Whether the lock that was taken is still held; asked before anything is ended that another run may have begun. */
    default boolean holdsLock() {
        return true;
    }

    /** Closes the connection; never throws. */
    @Override
    void close();
}
